extension WorkTree {
    /// The rules that count in a directory: those of the directories above it, and its own where it has some.
    func scope(_ outer: IgnoreScope, in directory: String) throws(GitSourceError) -> IgnoreScope {
        let path = IgnoreFile.path(in: directory)
        let kind = try attempt(path) { path throws(WorkTreeDisk.Failure) in try disk.kind(of: path) }
        guard let kind else { return outer }
        return try scope(outer, with: kind, in: directory)
    }

    /// The same, where the directory has something of the name of a file of rules. What git ignores would be in no commit,
    /// and does not count.
    func scope(
        _ outer: IgnoreScope, with kind: WorkTreeDisk.Kind, in directory: String
    ) throws(GitSourceError) -> IgnoreScope {
        let name = Array(IgnoreFile.name.utf8)
        if rules.isIgnored(name, in: directory, isDirectory: kind == .directory) { return outer }
        guard let kind = Self.kind(kind, isSubmodule: false) else { return outer }
        try checkIgnoreFile(kind, in: directory)
        let bytes = try attempt(IgnoreFile.path(in: directory)) { path throws(WorkTreeDisk.Failure) in
            try disk.read(path, limit: IgnoreFile.limit)
        }
        guard let bytes else { throw tooLarge(ignoreFileIn: directory) }
        return outer.adding(try ignorePatterns(bytes, in: directory), of: directory)
    }

    /// Says of single paths, also of some that are not on disk, whether the rules ignore them.
    var ignoreLookup: IgnoreLookup<GitSourceError> {
        IgnoreLookup { outer, directory throws(GitSourceError) in try self.scope(outer, in: directory) }
    }
}
