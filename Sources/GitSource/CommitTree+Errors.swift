extension CommitTree {
    func refused(links: [String]) -> GitSourceError {
        let first = links.sorted().firstFewQuoted
        return GitSourceError(
            .symbolicLink,
            "\(first) \(links.count == 1 ? "is a symbolic link" : "are symbolic links") in \(revision); they are not followed",
            hint: "commit the files themselves in its place, or choose a --path without symbolic links")
    }

    func refused(submodules: [String]) -> GitSourceError {
        let first = submodules.sorted().firstFewQuoted
        return GitSourceError(
            .submodule,
            "\(first) \(submodules.count == 1 ? "is a submodule" : "are submodules") in \(revision); they are not read",
            hint: "choose a --path without submodules, or give the submodule's own repository with --repo")
    }

    func refused(notUTF8 paths: [String]) -> GitSourceError {
        GitSourceError(
            .unfitName, "these names in \(revision) are not UTF-8: \(paths.sorted().firstFewQuoted)",
            hint: "rename them, and commit")
    }

    func refused(unprintable paths: [String]) -> GitSourceError {
        GitSourceError(
            .unfitName, "these names in \(revision) have control characters: \(paths.sorted().firstFewQuoted)",
            hint: "rename them, and commit")
    }

    func tooLarge(_ what: String) -> GitSourceError {
        GitSourceError(
            .tooLarge, "\(what) (\(revision))", hint: "choose a narrower --path, or split the files into smaller ones")
    }

    func noManifests(
        at path: RepositoryPath, _ entry: TreeEntry, suffixes: [String], lookalikes: [String], uncommitted: [String]
    ) -> GitSourceError {
        let endings = suffixes.quotedChoice()
        let message =
            entry.kind == .file
            ? "\(path.quoted) is not a manifest: its name does not end in \(endings)"
            : "no file at or below \(path.quoted) ends in \(endings) in \(revision)"
        let hint =
            !lookalikes.isEmpty
            ? "\(lookalikes.firstFewQuoted) \(lookalikes.count == 1 ? "is" : "are") not read: "
                + "a manifest's name ends in \(endings), in small letters"
            : uncommitted.isEmpty
                ? "choose another --path or --ref; see \(GitCommand.spell(in: objects.root, "ls-tree", "-r", "--name-only", revision.shortOID))"
                : "only what is committed counts, and \(uncommitted.firstFewQuoted) in the work tree is not"
        return GitSourceError(.noManifests, message, hint: hint)
    }

    /// What is not read although its name looks like a manifest's: silence would leave instances out unnoticed.
    func warnings(lookalikes: [String], suffixes: [String]) -> [String] {
        guard !lookalikes.isEmpty else { return [] }
        return [
            "\(lookalikes.firstFewQuoted) \(lookalikes.count == 1 ? "is" : "are") not read: "
                + "a manifest's name ends in \(suffixes.quotedChoice()), in small letters"
        ]
    }
}
