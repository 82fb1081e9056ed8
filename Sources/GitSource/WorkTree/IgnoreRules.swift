internal import CLibGit2

/// What the rules of a repository ignore: those of each directory's `.gitignore`, then those of `info/exclude`, then those of
/// the user. The nearest file with a pattern that matches decides, by its last one.
///
/// libgit2 has the same question, and answers it wrongly where a `.gitignore` takes back what one above it ignores: a manifest
/// would be left out without a word.
struct IgnoreRules {
    private let lookup: IgnoreLookup<Never>

    /// The most bytes that a file of rules may have; a longer one has no rules.
    private static let limit = 1 << 20

    init(_ repository: Repository, _ disk: WorkTreeDisk) {
        let files = [Self.exclude(of: repository.handle), Self.excludesOfUser(repository.handle)]
        let common: [[IgnorePattern]] = files.map { file in
            // Outside of the work tree links are followed, as git does: people link their own settings.
            guard let file = file.map(RealPath.resolve), let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else {
                return []
            }
            let folder = WorkTreeDisk(root: slash == file.startIndex ? "/" : String(file[..<slash]))
            return Self.patterns(folder, RepositoryPath(components: [String(file[file.utf8.index(after: slash)...])]))
        }
        lookup = IgnoreLookup(common: common) { scope, directory in
            let components = directory.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
            return scope.adding(
                Self.patterns(disk, RepositoryPath(components: components + [".gitignore"])), of: directory)
        }
    }

    /// Whether a name in a directory is ignored by a rule, or because the directory is.
    func isIgnored(_ name: [UInt8], in directory: String, isDirectory: Bool) -> Bool {
        lookup.isIgnored(name, in: directory, isDirectory: isDirectory)
    }

    /// A file that cannot be read has no rules, as for git.
    private static func patterns(_ disk: WorkTreeDisk, _ file: RepositoryPath) -> [IgnorePattern] {
        (try? disk.read(file, limit: limit)).flatMap { $0 }.map(IgnorePattern.patterns) ?? []
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
