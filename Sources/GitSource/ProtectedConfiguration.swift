internal import CLibGit2

/// The configuration that git trusts when it decides whether to trust a repository: the system's, the user's and the
/// environment's, never the repository's own.
struct ProtectedConfiguration {
    /// The values of `safe.directory` in the order in which git reads them, those that reset the list included.
    let safeDirectories: [String]

    /// Reads the files anew; one that cannot be read has no values, as for git. Throws where one is malformed.
    init() throws(LibGit2Failure) {
        var values: [String] = []
        for file in Self.files where Environment.isReadable(file) { values += try Self.safeDirectories(in: file) }
        safeDirectories = values + Self.safeDirectoriesOfEnvironment
    }

    /// The files, in git's order.
    private static var files: [String] {
        var files: [String] = []
        if !Environment.flag("GIT_CONFIG_NOSYSTEM") {
            files.append(Environment.path("GIT_CONFIG_SYSTEM") ?? "/etc/gitconfig")
        }
        if let global = Environment.value("GIT_CONFIG_GLOBAL") { return files + (global.isEmpty ? [] : [global]) }
        let home = Environment.path("HOME")
        if let folder = Environment.path("XDG_CONFIG_HOME") ?? home.map({ "\($0)/.config" }) {
            files.append("\(folder)/git/config")
        }
        return files + (home.map { ["\($0)/.gitconfig"] } ?? [])
    }

    private static func safeDirectories(in file: String) throws(LibGit2Failure) -> [String] {
        let configuration = try Handle(freedBy: git_config_free) { git_config_new(&$0) }
        try LibGit2.check {
            configuration.use { git_config_add_file_ondisk($0, file, GIT_CONFIG_LEVEL_GLOBAL, nil, 1) }
        }
        let iterator = try Handle(in: configuration, freedBy: git_config_iterator_free) { out in
            configuration.use { git_config_iterator_glob_new(&out, $0, "^safe\\.directory$") }
        }
        var values: [String] = []
        var entry: UnsafeMutablePointer<git_config_entry>?
        while true {
            let code = iterator.use { git_config_next(&entry, $0) }
            if code == GIT_ITEROVER.rawValue { return values }
            if code < 0 { throw LibGit2Failure(code) }
            values.append(entry?.pointee.value.map { String(cString: $0) } ?? "")
        }
    }

    /// `GIT_CONFIG_COUNT` with its keys and values, then what `git -c` hands to what it runs.
    private static var safeDirectoriesOfEnvironment: [String] {
        var values: [String] = []
        // Each key is looked up, so the count is only as dear as the variables that there are.
        let count = Environment.value("GIT_CONFIG_COUNT").flatMap { Int($0) } ?? 0
        for index in 0..<max(0, min(count, 10_000)) {
            guard let key = Environment.value("GIT_CONFIG_KEY_\(index)"),
                let value = Environment.value("GIT_CONFIG_VALUE_\(index)")
            else { break }
            if key.lowercased() == "safe.directory" { values.append(value) }
        }
        for (key, value) in CommandLineConfiguration.parse(Environment.value("GIT_CONFIG_PARAMETERS") ?? "")
        where key.lowercased() == "safe.directory" {
            values.append(value)
        }
        return values
    }
}

/// What `git -c key=value` hands on in `GIT_CONFIG_PARAMETERS`: `'key'='value'`, or `'key=value'` of older versions.
enum CommandLineConfiguration {
    /// The pairs as far as they are well formed.
    static func parse(_ text: String) -> [(key: String, value: String)] {
        var rest = Array(text.utf8)[...]
        var pairs: [(key: String, value: String)] = []
        while true {
            rest = rest.drop { $0 == UInt8(ascii: " ") }
            guard let word = quoted(&rest) else { return pairs }
            if rest.first == UInt8(ascii: "=") {
                rest.removeFirst()
                pairs.append((word, quoted(&rest) ?? ""))
            } else {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                pairs.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
            }
        }
    }

    /// One word in single quotes, in which `'\''` and `'\!'` stand for a quote and an exclamation mark.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: "'") else { return nil }
        var bytes: [UInt8] = []
        while rest.first == UInt8(ascii: "'") {
            let inside = rest.dropFirst()
            guard let end = inside.firstIndex(of: UInt8(ascii: "'")) else { return nil }
            bytes += inside[..<end]
            rest = inside[(end + 1)...]
            guard rest.first == UInt8(ascii: "\\"), rest.count > 2 else { break }
            bytes.append(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
