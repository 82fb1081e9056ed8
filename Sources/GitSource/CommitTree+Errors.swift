extension CommitTree: ManifestTree {
    /// `finding` is of this place alone.
    func noManifests(
        at place: Place, _ finding: ManifestFinding<ObjectID>, uncommitted: [String]
    ) -> GitSourceError {
        let (path, lookalikes, endings) = (place.path, finding.lookalikes.sorted(), finding.suffixes.quotedChoice())
        if let hint = self.hint(finding) {
            return GitSourceError(
                .noManifests,
                "no file at or below \(path.quoted) ends in \(endings) in \(revision), but for what is ignored",
                hint: hint)
        }
        let message =
            place.entry.kind == .file
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
