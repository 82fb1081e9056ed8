internal import CLibGit2

extension Repository {
    /// Finds the commit that a ref stands for; annotated tags are followed.
    func resolve(_ ref: String) throws(GitSourceError) -> (Revision, Commit) {
        // A name that has an `@` in it wins over the reading as a name and an id.
        guard let pinned = PinnedRef(ref), references(called: ref).isEmpty else { return try resolve(unpinned: ref) }
        let (revision, commit) = try resolve(unpinned: pinned.ref)
        guard commit.oid.hasPrefix(pinned.oid) else { throw pinned.moved(to: revision) }
        return (revision, commit)
    }

    private func resolve(unpinned ref: String) throws(GitSourceError) -> (Revision, Commit) {
        let spelling = try RefSpelling(ref)
        let names = spelling.base == "HEAD" ? ["HEAD"] : references(called: spelling.base)
        if names.count > 1, spelling.hexadecimalDigits != 40 {
            throw GitSourceError(
                .ambiguousRef, "`\(spelling.base)` is ambiguous: it is \(names.quotedChoice("and"))",
                hint: "give the one that you mean in full, for example `--ref \(names[names.count - 1])`")
        }
        let object: Handle
        do {
            object = try Handle(in: handle, freedBy: git_object_free) { out in
                handle.use { git_revparse_single(&out, $0, spelling.specification) }
            }
        } catch {
            throw unresolved(spelling, isReference: !names.isEmpty, failure: error)
        }
        let commit = try peel(object, spelling)
        return (Revision(ref: displayName(spelling, names), oid: commit.oid), commit)
    }

    private func displayName(_ spelling: RefSpelling, _ names: [String]) -> String {
        guard spelling.steps.isEmpty else { return spelling.specification }
        if spelling.base == "HEAD" { return branchOfHEAD().map(shortName) ?? "HEAD" }
        return names.first == spelling.base ? shortName(of: spelling.base) : spelling.base
    }

    private func peel(_ object: Handle, _ spelling: RefSpelling) throws(GitSourceError) -> Commit {
        do {
            return Commit(
                try Handle(in: handle, freedBy: git_object_free) { out in
                    object.use { git_object_peel(&out, $0, GIT_OBJECT_COMMIT) }
                })
        } catch {
            if error.matches(GIT_ENOTFOUND) {
                throw error.unreadable("cannot read the commit of `\(spelling.text)`", in: root)
            }
            let kind = object.use { String(cString: git_object_type2string(git_object_type($0))) }
            throw GitSourceError(
                .notACommit,
                kind == "tag"
                    ? "the tag `\(spelling.text)` does not stand for a commit"
                    : "`\(spelling.text)` is a \(kind), not a commit",
                hint: "give a branch, a tag or the id of a commit", underlying: error.code)
        }
    }

    private func unresolved(_ spelling: RefSpelling, isReference: Bool, failure: LibGit2Failure) -> GitSourceError {
        let digits = spelling.hexadecimalDigits ?? 0
        if failure.matches(GIT_EAMBIGUOUS), digits >= 4 {
            return GitSourceError(
                .ambiguousRef, "`\(spelling.base)` is ambiguous: several objects' ids begin so",
                hint: "give more digits", underlying: failure.code)
        }
        let known =
            failure.matches(GIT_ENOTFOUND) || failure.matches(GIT_EAMBIGUOUS)
            || failure.matches(GIT_EINVALIDSPEC)
        guard known else { return failure.unreadable("cannot resolve `\(spelling.text)`", in: root) }
        let names = allShortNames()
        let isUnborn = handle.use { git_repository_head_unborn($0) } == 1
        if isUnborn, names.isEmpty {
            return GitSourceError(
                .emptyRepository, "the repository at `\(root)` has no commits yet",
                hint: "commit the manifests first", underlying: failure.code)
        }
        if spelling.base == "HEAD", isUnborn {
            let branch = branchOfHEAD().map { shortName(of: $0) } ?? "HEAD"
            return GitSourceError(
                .unknownRef, "the branch that is checked out, `\(branch)`, has no commits yet",
                hint: "give another with --ref, such as \(Array(names.sorted().prefix(3)).quotedChoice())",
                underlying: failure.code)
        }
        if isReference { return missingHistory(spelling, failure) }
        return unknown(spelling, names, failure)
    }

    /// The name exists: either its object is not there, or there are not that many commits before it.
    private func missingHistory(_ spelling: RefSpelling, _ failure: LibGit2Failure) -> GitSourceError {
        guard !spelling.steps.isEmpty else {
            return failure.unreadable("cannot read the commit of `\(spelling.text)`", in: root)
        }
        return GitSourceError(
            .unknownRef, "`\(spelling.base)` has no commit `\(spelling.steps)` before it",
            hint: isShallow
                ? "this clone is shallow: fetch the rest with \(git("fetch", "--unshallow"))"
                : "see \(git("log", spelling.base)) for the commits that there are",
            underlying: failure.code)
    }

    private func unknown(_ spelling: RefSpelling, _ names: [String], _ failure: LibGit2Failure) -> GitSourceError {
        let near = NearestName.suggestions(for: spelling.base, among: names)
        let others =
            isShallow
            ? "fetch it first: this clone is shallow"
            : "see \(git("branch", "-a")) and \(git("tag")) for what there is"
        return GitSourceError(
            .unknownRef, "no branch, tag or commit is called `\(spelling.base)` in `\(root)`",
            hint: near.isEmpty ? others : "did you mean \(near.quotedChoice())?",
            underlying: failure.code)
    }

    private var isShallow: Bool { handle.use { git_repository_is_shallow($0) } == 1 }
}
