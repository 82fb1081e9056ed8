internal import CLibGit2
internal import FoundationEssentials

/// What is known of a work tree besides its files.
struct WorkTreeSummary: Codable {
    let root: String
    /// Where HEAD stands; nil where its branch has no commits yet.
    let base: RefState?
    /// The branch that has no commits yet.
    let unborn: String?
    let ignored: IgnoredEntries
    let warnings: [String]
}

/// A work tree's files. No id vouches for them: a program that can make a child lie can as well write the files
/// that it reads. They are checked for what the rest of the program relies on, names and sizes.
struct WorkTreeReading {
    let request: GitRequest
    let summary: WorkTreeSummary
    /// The objects in which HEAD's commit is looked up.
    let objects: any ObjectStore

    /// Reads the work tree of an open repository and hands over one file after the other.
    static func read(
        _ request: GitRequest, at chosen: ChosenPaths, of opened: Repository, _ objects: DiskObjects,
        progress: () -> Void, _ take: (RevisionFile) -> Void
    ) throws(GitSourceError) -> WorkTreeReading {
        guard let root = opened.workTree else {
            throw GitSourceError(
                .noWorkTree, "the repository at `\(opened.root)` is bare: it has no work tree",
                hint: "give the path of a clone with a work tree with --repo, or read a commit")
        }
        let isUnborn = opened.handle.use { git_repository_head_unborn($0) } == 1
        let base = isUnborn ? nil : try opened.refState("HEAD", in: objects)
        let unborn = base == nil ? opened.branchOfHEAD().map(opened.shortName) ?? "HEAD" : nil
        let revision = try Self.revision(base, unborn: unborn, objects).0
        let disk = WorkTreeDisk(root: root)
        let tree = WorkTree(
            revision: revision, disk: disk, rules: GitRules(opened, disk), limits: request.limits)
        let contents = try tree.manifests(at: chosen.outermost, suffixes: request.suffixes, progress: progress)
        // A path that was mistyped must not pass because another one holds something.
        for path in chosen.all.map(\.path) where !contents.manifests.contains(at: path) {
            let own = try tree.manifests(at: [path], suffixes: request.suffixes, progress: progress)
            throw tree.noManifests(at: path, own, suffixes: request.suffixes)
        }
        try tree.read(contents.manifests, take)
        let summary = WorkTreeSummary(
            root: root, base: base, unborn: unborn, ignored: contents.finding.ignored,
            warnings: tree.warnings(contents, at: chosen.outermost, suffixes: request.suffixes))
        return WorkTreeReading(request: request, summary: summary, objects: objects)
    }

    /// The files with what is known of them.
    func snapshot(_ files: [RevisionFile]) throws(GitSourceError) -> Snapshot {
        try check(files)
        let (revision, commit) = try Self.revision(summary.base, unborn: summary.unborn, objects)
        return Snapshot(
            repository: summary.root, revision: revision, commit: commit, files: files, ignored: summary.ignored,
            warnings: summary.warnings)
    }

    private static func revision(
        _ base: RefState?, unborn: String?, _ objects: any ObjectStore
    ) throws(GitSourceError) -> (Revision, CommitSummary) {
        guard let base else {
            let nothing = CommitSummary(author: "", committedAt: Date(timeIntervalSince1970: 0), subject: "")
            return (Revision(ref: unborn ?? "HEAD", oid: "", isWorkTree: true), nothing)
        }
        let (revision, commit) = try base.commit(in: objects)
        return (Revision(ref: revision.ref, oid: revision.oid, isWorkTree: true), commit.summary)
    }

    /// Files are at or below the paths, each once and in order, and keep to the limits.
    private func check(_ files: [RevisionFile]) throws(GitSourceError) {
        let chosen = try ChosenPaths(request.paths ?? [])
        var last: String?
        var total = 0
        for file in files {
            let place = try? RepositoryPath(file.path)
            total += file.bytes.count
            let isInOrder = last.map { $0.precedesByBytes(file.path) } ?? true
            let isSound =
                isInOrder && place?.text == file.path && place.map(chosen.contains) == true
                && file.path.hasSuffix(in: request.suffixes) && file.bytes.count <= request.limits.fileBytes
                && total <= request.limits.totalBytes
            guard isSound else {
                throw .damaged(request.source, "the process that reads it sent what was not asked for")
            }
            last = file.path
        }
        if files.isEmpty { throw .damaged(request.source, "the process that reads it sent no files") }
    }
}
