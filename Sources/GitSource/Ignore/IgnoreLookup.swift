/// Answers about single paths, in any order, whether rules ignore them. A directory's rules are read once.
final class IgnoreLookup<Failure: Error> {
    /// The rules that count everywhere, after those of the directories, the more important ones first.
    private let common: [[IgnorePattern]]
    /// Adds a directory's own rules to those of the directories above it.
    private let load: (IgnoreScope, String) throws(Failure) -> IgnoreScope
    /// The rules of each directory that was asked about, by the bytes of its path; nil: it is ignored itself.
    private var scopes: [[UInt8]: IgnoreScope?] = [:]

    init(
        common: [[IgnorePattern]] = [], load: @escaping (IgnoreScope, String) throws(Failure) -> IgnoreScope
    ) {
        (self.common, self.load) = (common, load)
    }

    /// Whether a name in a directory is ignored by a rule, or because the directory is.
    func isIgnored(_ name: [UInt8], in directory: String, isDirectory: Bool) throws(Failure) -> Bool {
        guard let scope = try self.scope(of: directory) else { return true }
        if let rule = scope.rule(for: name, in: directory, isDirectory: isDirectory) { return rule.ignores }
        let path = IgnoreScope.path(of: name, in: directory, from: "")
        for patterns in common {
            let last = patterns.last { $0.matches(path, name: name, isDirectory: isDirectory) }
            if let last { return !last.isNegated }
        }
        return false
    }

    /// Whether a file is ignored, by its path from the root.
    func isIgnored(file path: String) throws(Failure) -> Bool {
        let (parent, name) = Self.split(path)
        return try isIgnored(Array(name.utf8), in: parent, isDirectory: false)
    }

    /// Whether the directory of a file is ignored, by the file's path.
    func isIgnored(directoryOf path: String) throws(Failure) -> Bool { try scope(of: Self.split(path).parent) == nil }

    private func scope(of directory: String) throws(Failure) -> IgnoreScope? {
        // Two texts that are equal to Swift can be two paths.
        let key = Array(directory.utf8)
        if let known = scopes[key] { return known }
        var scope: IgnoreScope?
        if directory.isEmpty {
            scope = try load(IgnoreScope(), directory)
        } else {
            let (parent, name) = Self.split(directory)
            if try !isIgnored(Array(name.utf8), in: parent, isDirectory: true) {
                scope = try load(try self.scope(of: parent) ?? IgnoreScope(), directory)
            }
        }
        scopes[key] = .some(scope)
        return scope
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }
}
