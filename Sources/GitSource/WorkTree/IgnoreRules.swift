internal import CLibGit2

/// What the rules of a repository ignore: those of each directory's `.gitignore`, then those of `info/exclude`, then those of
/// the user. The nearest file with a pattern that matches decides, by its last one.
///
/// libgit2 has the same question, and answers it wrongly where a `.gitignore` takes back what one above it ignores: a manifest
/// would be left out without a word.
final class IgnoreRules {
    private let disk: WorkTreeDisk
    /// Those that count everywhere, the more important ones first.
    private let common: [[IgnorePattern]]
    private var own: [String: [IgnorePattern]] = [:]
    private var ignoredDirectories: [String: Bool] = ["": false]

    /// The most bytes that a file of rules may have; a longer one has no rules.
    private static let limit = 1 << 20

    init(_ repository: Repository, _ disk: WorkTreeDisk) {
        self.disk = disk
        let files = [Self.exclude(of: repository.handle), Self.excludesOfUser(repository.handle)]
        common = files.map { file in
            // Outside of the work tree links are followed, as git does: people link their own settings.
            guard let file = file.map(RealPath.resolve), let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else {
                return []
            }
            let folder = WorkTreeDisk(root: slash == file.startIndex ? "/" : String(file[..<slash]))
            return Self.patterns(folder, RepositoryPath(components: [String(file[file.utf8.index(after: slash)...])]))
        }
    }

    /// Whether a name in a directory is ignored by a rule, or because the directory is.
    func isIgnored(_ name: [UInt8], in directory: String, isDirectory: Bool) -> Bool {
        isIgnored(directory) || matches(name, in: directory, isDirectory: isDirectory)
    }

    private func isIgnored(_ directory: String) -> Bool {
        if let known = ignoredDirectories[directory] { return known }
        let (parent, name) = Self.split(directory)
        let isIgnored = isIgnored(parent) || matches(Array(name.utf8), in: parent, isDirectory: true)
        ignoredDirectories[directory] = isIgnored
        return isIgnored
    }

    private func matches(_ name: [UInt8], in directory: String, isDirectory: Bool) -> Bool {
        var current = directory
        var path = name
        while true {
            if let verdict = Self.verdict(patterns(of: current), path, name, isDirectory) { return verdict }
            if current.isEmpty { break }
            let (parent, last) = Self.split(current)
            path = Array(last.utf8) + [UInt8(ascii: "/")] + path
            current = parent
        }
        for patterns in common {
            if let verdict = Self.verdict(patterns, path, name, isDirectory) { return verdict }
        }
        return false
    }

    private static func verdict(
        _ patterns: [IgnorePattern], _ path: [UInt8], _ name: [UInt8], _ isDirectory: Bool
    ) -> Bool? {
        patterns.last { $0.matches(path, name: name, isDirectory: isDirectory) }.map { !$0.isNegated }
    }

    private func patterns(of directory: String) -> [IgnorePattern] {
        if let known = own[directory] { return known }
        let components = directory.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        let patterns = Self.patterns(disk, RepositoryPath(components: components + [".gitignore"]))
        own[directory] = patterns
        return patterns
    }

    /// A file that cannot be read has no rules, as for git.
    private static func patterns(_ disk: WorkTreeDisk, _ file: RepositoryPath) -> [IgnorePattern] {
        (try? disk.read(file, limit: limit)).flatMap { $0 }.map(IgnorePattern.patterns) ?? []
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }

    private static func exclude(of repository: Handle) -> String? {
        text { buffer in repository.use { git_repository_item_path(&buffer, $0, GIT_REPOSITORY_ITEM_INFO) } }.map {
            "\($0.withoutTrailingSlash)/exclude"
        }
    }

    /// What `core.excludesFile` names, else the file in its usual place.
    private static func excludesOfUser(_ repository: Handle) -> String? {
        let configuration = try? Handle(in: repository, freedBy: git_config_free) { out in
            repository.use { git_repository_config_snapshot(&out, $0) }
        }
        let named = configuration.flatMap { configuration in
            text { buffer in configuration.use { git_config_get_path(&buffer, $0, "core.excludesfile") } }
        }
        let home = Environment.path("HOME").map { "\($0)/.config" }
        return named ?? (Environment.path("XDG_CONFIG_HOME") ?? home).map { "\($0)/git/ignore" }
    }

    private static func text(_ fill: (inout git_buf) -> Int32) -> String? {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        return fill(&buffer) == 0 ? buffer.ptr.map { String(cString: $0) } : nil
    }
}
