/// The rules that count in a directory: those of its own file, then those of the directories above it, the nearest first.
struct IgnoreScope {
    private final class Level {
        let patterns: [IgnorePattern]
        let directory: String
        let outer: Level?

        init(_ patterns: [IgnorePattern], of directory: String, outer: Level?) {
            (self.patterns, self.directory, self.outer) = (patterns, directory, outer)
        }
    }

    private var innermost: Level?

    /// Whether there are no rules.
    var isEmpty: Bool { innermost == nil }

    /// These rules, and before them those of a directory below.
    func adding(_ patterns: [IgnorePattern], of directory: String) -> IgnoreScope {
        guard !patterns.isEmpty else { return self }
        var scope = self
        scope.innermost = Level(patterns, of: directory, outer: innermost)
        return scope
    }

    /// The rule that decides about a name in a directory: of the nearest file that has one, the last. Nil: none does.
    func rule(for name: [UInt8], in directory: String, isDirectory: Bool) -> IgnoreRule? {
        var level = innermost
        while let current = level {
            let path = Self.path(of: name, in: directory, from: current.directory)
            let found = current.patterns.last { $0.matches(path, name: name, isDirectory: isDirectory) }
            if let found { return IgnoreRule(pattern: found, directory: current.directory) }
            level = current.outer
        }
        return nil
    }

    /// The path of a name in a directory, from another directory at or above that one; both from the root.
    static func path(of name: [UInt8], in directory: String, from base: String) -> [UInt8] {
        if directory.utf8.count == base.utf8.count { return name }
        let below = directory.utf8.dropFirst(base.isEmpty ? 0 : base.utf8.count + 1)
        return Array(below) + [UInt8(ascii: "/")] + name
    }
}

/// A rule that decides about a path.
struct IgnoreRule {
    let pattern: IgnorePattern
    /// The directory of the rule's file, from the root.
    let directory: String

    /// Whether it leaves the path out; else it takes back what another rule leaves out.
    var ignores: Bool { !pattern.isNegated }
}
