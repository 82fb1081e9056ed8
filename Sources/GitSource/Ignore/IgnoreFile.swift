/// `.dbconvergeignore`: what of a repository's YAML is no manifest. Its lines have the meaning of those of a `.gitignore`, and it
/// counts in its directory and below.
enum IgnoreFile {
    static let name = ".dbconvergeignore"
    /// The most bytes of a file.
    static let limit = 1 << 20
    /// The most bytes of a line: no path is longer, and a pattern of very many stars takes long.
    static let lineLimit = 4096

    /// The file's path in a directory.
    static func path(in directory: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }

    /// Whether a path is that of such a file.
    static func isOne(_ path: String) -> Bool { path == name || path.hasSuffix("/\(name)") }
}

extension IgnoreRule {
    /// Which line it is, for a sentence.
    var words: String {
        let text = String(decoding: pattern.text.prefix(80), as: UTF8.self)
        return "line \(pattern.line) of `\(IgnoreFile.path(in: directory))` (`\(text)`)"
    }
}

extension ManifestTree {
    /// The rules in a file of a directory. Throws where it is too large or not text.
    func ignorePatterns(_ bytes: [UInt8], in directory: String) throws(GitSourceError) -> [IgnorePattern] {
        guard bytes.count <= IgnoreFile.limit else { throw tooLarge(ignoreFileIn: directory) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw refused(ignoreFileIn: directory, "is not UTF-8", hint: "save it as UTF-8")
        }
        let patterns = IgnorePattern.patterns(bytes)
        if let long = patterns.first(where: { $0.text.count > IgnoreFile.lineLimit }) {
            throw refused(
                ignoreFileIn: directory,
                "has \(long.text.count) bytes in line \(long.line); a rule may have \(IgnoreFile.lineLimit)",
                hint: "shorten it")
        }
        return patterns
    }

    /// Throws where what bears the name is no file: its rules would silently not count.
    func checkIgnoreFile(_ kind: TreeEntry.Kind, in directory: String) throws(GitSourceError) {
        let what: String? =
            switch kind {
            case .file: nil
            case .symbolicLink: "is a symbolic link, which is not followed"
            case .directory: "is a directory, and not a file of rules"
            case .submodule: "is a submodule, and not a file of rules"
            }
        if let what { throw refused(ignoreFileIn: directory, what, hint: "put a file of rules in its place") }
    }

    func tooLarge(ignoreFileIn directory: String) -> GitSourceError {
        refused(
            ignoreFileIn: directory, "has more than the \(IgnoreFile.limit) bytes that it may have",
            hint: "use patterns that stand for many files")
    }

    private func refused(ignoreFileIn directory: String, _ what: String, hint: String) -> GitSourceError {
        GitSourceError(
            .unfitIgnoreFile, "`\(IgnoreFile.path(in: directory))` \(what) (\(revision))",
            hint: revision.isWorkTree ? hint : "\(hint), and commit")
    }

    /// `part` of a path that was asked for is what the rule is about.
    func ignored(_ path: RepositoryPath, _ part: RepositoryPath, by rule: IgnoreRule) -> GitSourceError {
        let what = part.components.count == path.components.count ? "it" : "`\(part.text)`, in which it lies"
        return GitSourceError(
            .ignoredPath, "\(path.quoted) is asked for, but \(rule.words) ignores \(what) (\(revision))",
            hint: "choose another --path, or change that line\(revision.isWorkTree ? "" : " and commit")")
    }

    /// Why there is no manifest where rules have left some out; nil where they have not.
    func hint(_ finding: ManifestFinding<some Any>) -> String? {
        guard let (path, rule) = finding.firstIgnored else { return nil }
        let all = finding.ignored.files + finding.ignored.directories
        let others = all > 1 ? ", and \(all - 1) more by such rules" : ""
        return "`\(path)` is ignored by \(rule.words)\(others): change the rules, or choose another --path"
    }
}
