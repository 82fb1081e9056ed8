extension CommitTree: ManifestTree {
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
}
