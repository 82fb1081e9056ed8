/// One commit, read from objects whose ids fit their content. The child that has the repository and the parent that
/// has only what was sent do the same: that nothing is believed which the ids do not vouch for.
struct CommitReading {
    let request: GitRequest
    let refState: RefState
    let objects: any ObjectStore
    /// Whether what the files hold is kept: not by the child, which hands it over as it reads.
    var keepsFiles = true

    /// What the objects hold; all but the comparison with the work tree.
    struct Contents {
        let revision: Revision
        let commit: CommitSummary
        let files: [RevisionFile]
        let ignored: IgnoredEntries
        let warnings: [String]
    }

    /// Reads the manifests; the repository, where it is at hand, makes what is wrong easier to mend.
    func contents(_ chosen: ChosenPaths, of opened: Repository? = nil) throws(GitSourceError) -> Contents {
        let (revision, commit) = try refState.commit(in: objects)
        return try contents(of: commit, revision, chosen, of: opened)
    }

    /// The same of any commit.
    func contents(
        of commit: Commit, _ revision: Revision, _ chosen: ChosenPaths, of opened: Repository?
    ) throws(GitSourceError) -> Contents {
        let tree = CommitTree(commit, in: objects, revision: revision, limits: request.limits)
        var places: [CommitTree.Place] = []
        for path in chosen.all.map(\.path) {
            do {
                places.append(try tree.place(at: path))
            } catch {
                guard let opened else { throw error }
                throw opened.explain(error, path: path, tree: tree, workingDirectory: request.workingDirectory)
            }
        }
        let outermost = zip(places, chosen.all).filter { !$1.isCovered }.map(\.0)
        let found = try tree.manifests(at: outermost, suffixes: request.suffixes)
        let paths = found.manifests.map(\.path)
        // A path that was mistyped must not pass because another one holds something.
        for place in places where !paths.contains(at: place.path) {
            let own = try tree.manifests(at: [place], suffixes: request.suffixes)
            let differing = opened.map { differences([place.path], tree, of: $0).paths } ?? []
            throw tree.noManifests(
                at: place, own.finding, uncommitted: differing.filter { $0.hasSuffix(in: request.suffixes) })
        }
        var files: [RevisionFile] = []
        try tree.read(found.manifests) { if keepsFiles { files.append($0) } }
        return Contents(
            revision: revision, commit: commit.summary, files: files,
            ignored: found.finding.ignored,
            warnings: tree.warnings(lookalikes: found.finding.lookalikes.sorted(), suffixes: request.suffixes))
    }

    /// How the work tree differs, when the commit is the one that is checked out.
    func differences(_ chosen: ChosenPaths, of opened: Repository) -> WorkTreeDifferences {
        guard let (revision, commit) = try? refState.commit(in: objects) else { return .none }
        let tree = CommitTree(commit, in: objects, revision: revision, limits: request.limits)
        return differences(chosen.outermost, tree, of: opened)
    }

    /// Without what the commit's rules ignore; a file of rules counts where it has a part in what is read.
    private func differences(
        _ paths: [RepositoryPath], _ tree: CommitTree, of opened: Repository
    ) -> WorkTreeDifferences {
        guard refState.isCheckedOut(tree.revision) else { return .none }
        let all = opened.differences(under: paths, suffixes: request.suffixes)
        let lookup = tree.ignoreLookup
        return all.filter { path in
            let isIgnored =
                try?
                (IgnoreFile.isOne(path)
                ? lookup.isIgnored(directoryOf: path) : lookup.isIgnored(file: path))
            return isIgnored != true
        }
    }

    /// Contents and differences put together.
    func snapshot(
        _ contents: Contents, _ differences: WorkTreeDifferences, _ signatures: VerifiedSignatures?
    ) -> Snapshot {
        Snapshot(
            repository: refState.repository, revision: contents.revision, commit: contents.commit,
            files: contents.files, ignored: contents.ignored,
            warnings: contents.warnings + differences.warnings(contents.revision),
            signatures: signatures ?? VerifiedSignatures())
    }
}
