/// One commit, read from objects whose ids fit their content. The child that has the repository and the parent that
/// has only what was sent do the same: that nothing is believed which the ids do not vouch for.
struct CommitReading {
    let request: GitRequest
    let refState: RefState
    let objects: any ObjectStore

    /// What the objects hold; all but the comparison with the work tree.
    struct Contents {
        let revision: Revision
        let commit: CommitSummary
        let files: [RevisionFile]
        let warnings: [String]
    }

    /// Reads the manifests; the repository, where it is at hand, makes what is wrong easier to mend.
    func contents(_ path: RepositoryPath, of opened: Repository? = nil) throws(GitSourceError) -> Contents {
        let (revision, commit) = try refState.commit(in: objects)
        return try contents(of: commit, revision, path, of: opened)
    }

    /// The same of any commit.
    func contents(
        of commit: Commit, _ revision: Revision, _ path: RepositoryPath, of opened: Repository?
    ) throws(GitSourceError) -> Contents {
        let tree = CommitTree(commit, in: objects, revision: revision, limits: request.limits)
        let entry: TreeEntry
        do {
            entry = try tree.entry(at: path)
        } catch {
            guard let opened else { throw error }
            throw opened.explain(error, path: path, tree: tree, workingDirectory: request.workingDirectory)
        }
        let (manifests, lookalikes) = try tree.manifests(at: path, entry, suffixes: request.suffixes)
        guard !manifests.isEmpty else {
            throw tree.noManifests(
                at: path, entry, suffixes: request.suffixes, lookalikes: lookalikes,
                uncommitted: opened.map { differences(path, revision, of: $0).paths } ?? [])
        }
        return Contents(
            revision: revision, commit: commit.summary, files: try tree.read(manifests),
            warnings: tree.warnings(lookalikes: lookalikes, suffixes: request.suffixes))
    }

    /// How the work tree differs, when the commit is the one that is checked out.
    func differences(_ path: RepositoryPath, _ revision: Revision, of opened: Repository) -> WorkTreeDifferences {
        refState.isCheckedOut(revision) ? opened.differences(under: path, suffixes: request.suffixes) : .none
    }

    /// Contents and differences put together.
    func snapshot(_ contents: Contents, _ differences: WorkTreeDifferences) -> Snapshot {
        Snapshot(
            repository: refState.repository, revision: contents.revision, commit: contents.commit,
            files: contents.files, warnings: contents.warnings + differences.warnings(contents.revision))
    }
}
