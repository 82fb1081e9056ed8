internal import CLibGit2

extension Repository {
    /// Finds the object that a ref names, and makes sure that a commit is reached from there.
    func refState(_ ref: String, in objects: DiskObjects) throws(GitSourceError) -> RefState {
        var pinned = PinnedRef(ref)
        if let both = pinned, !references(called: ref).isEmpty {
            // A ref may be called so to pass for another at a commit.
            guard both.ref != "HEAD", references(called: both.ref).isEmpty else {
                throw GitSourceError(
                    .ambiguousRef,
                    "`\(ref)` is ambiguous: a ref is called so, and it may mean `\(both.ref)` at that commit",
                    hint: "give the whole id of the commit")
            }
            pinned = nil
        }
        let spelling = try RefSpelling(pinned?.ref ?? ref)
        let names = spelling.base == "HEAD" ? ["HEAD"] : references(called: spelling.base)
        if names.count > 1, spelling.hexadecimalDigits != 40 {
            throw GitSourceError(
                .ambiguousRef, "`\(spelling.base)` is ambiguous: it is \(names.quotedChoice("and"))",
                hint: "give the one that you mean in full, for example `--ref \(names[names.count - 1])`")
        }
        let object: ObjectID
        do {
            object = try self.object(spelling, names, objects)
        } catch {
            throw unresolved(spelling, isReference: !names.isEmpty, failure: error)
        }
        let refState = RefState(
            repository: root, ref: ref, spelling: spelling.text, name: displayName(spelling, names), object: object,
            checkedOut: checkedOut())
        do {
            _ = try refState.commit(in: objects)
        } catch {
            guard error.underlying == GIT_ENOTFOUND.rawValue, error.code != .notFetched, !spelling.steps.isEmpty else {
                throw error
            }
            throw beyond(spelling, error.underlying)
        }
        return refState
    }

    /// A whole id, a reference or an abbreviated id: git's order.
    private func object(
        _ spelling: RefSpelling, _ names: [String], _ objects: DiskObjects
    ) throws(LibGit2Failure) -> ObjectID {
        let digits = spelling.hexadecimalDigits ?? 0
        if digits == 40, let id = try? objects.find(spelling.base) { return id }
        if let name = names.first {
            var oid = git_oid()
            try LibGit2.check { handle.use { git_reference_name_to_id(&oid, $0, name) } }
            if let id = ObjectID(oid) { return id }
        }
        if (4..<40).contains(digits) { return try objects.find(spelling.base) }
        if let id = spelling.describedDigits, id.utf8.count >= 4 { return try objects.find(id) }
        throw LibGit2Failure(GIT_ENOTFOUND.rawValue)
    }

    private func displayName(_ spelling: RefSpelling, _ names: [String]) -> String {
        guard spelling.steps.isEmpty else { return spelling.specification }
        if spelling.base == "HEAD" { return branchOfHEAD().map(shortName) ?? "HEAD" }
        return names.first == spelling.base ? shortName(of: spelling.base) : spelling.base
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

    /// The name exists, and its object is not there.
    private func missingHistory(_ spelling: RefSpelling, _ failure: LibGit2Failure) -> GitSourceError {
        if spelling.steps.isEmpty {
            return failure.unreadable("cannot read the commit of `\(spelling.text)`", in: root)
        }
        return beyond(spelling, failure.code)
    }

    /// There are not that many commits before it, or they are not here.
    private func beyond(_ spelling: RefSpelling, _ code: Int32?) -> GitSourceError {
        GitSourceError(
            .unknownRef, "`\(spelling.base)` has no commit `\(spelling.steps)` before it",
            hint: isShallow
                ? "this clone is shallow: fetch the rest with \(git("fetch", "--unshallow"))"
                : "see \(git("log", spelling.base)) for the commits that there are",
            underlying: code)
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

    /// The ancestors of its commits.
    func history(_ objects: DiskObjects) -> CommitHistory<DiskObjects> {
        CommitHistory(objects: objects, isShallow: isShallow)
    }

    private var isShallow: Bool { handle.use { git_repository_is_shallow($0) } == 1 }
}
