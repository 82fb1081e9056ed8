internal import CLibGit2

/// The refs that a server offers, and which of them are needed for what was asked for.
struct RemoteRefs {
    /// The object of each ref by its whole name, `HEAD` included.
    let objects: [String: ObjectID]
    /// The branch that HEAD stands on; nil where it stands on none, or the server does not say.
    let branchOfHEAD: String?

    /// Where the mirror keeps the commit of a HEAD that stands on no branch.
    static let detachedHEAD = "refs/dbconverge/HEAD"

    init(objects: [String: ObjectID], branchOfHEAD: String?) {
        (self.objects, self.branchOfHEAD) = (objects, branchOfHEAD)
    }

    /// Asks a remote that is connected.
    init(_ remote: Handle) throws(LibGit2Failure) {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try LibGit2.check { remote.use { git_remote_ls(&heads, &count, $0) } }
        var objects: [String: ObjectID] = [:]
        var branch: String?
        for pointer in UnsafeBufferPointer(start: heads, count: count) {
            guard let head = pointer?.pointee, let name = head.name.map({ String(cString: $0) }) else { continue }
            if name == "HEAD", let target = head.symref_target { branch = String(cString: target) }
            if !name.hasSuffix("^{}"), let id = ObjectID(head.oid) { objects[name] = id }
        }
        self.init(objects: objects, branchOfHEAD: branch)
    }

    /// What has to be fetched, as whole names; and where each goes in the mirror.
    struct Wanted: Equatable {
        var refspecs: [String]
        /// Each ref of the mirror with the object that it has to have afterwards.
        var tips: [String: ObjectID]
    }

    /// The refs that the spelling may stand for, by git's rules; every branch and tag for an object's id, since the server does not
    /// say where that is. Throws `unknownRef` with what may have been meant, and `emptyRepository`.
    func wanted(for spelling: RefSpelling, of url: RemoteURL) throws(GitSourceError) -> Wanted {
        guard !objects.isEmpty else {
            throw GitSourceError(
                .emptyRepository, "the repository at \(url.text) has no commits yet",
                hint: "push the manifests first")
        }
        if spelling.base == "HEAD" { return try wantedOfHEAD(of: url) }
        let candidates = ["", "refs/", "refs/tags/", "refs/heads/"].map { $0 + spelling.base }
        let named = candidates.filter { $0.hasPrefix("refs/") && objects[$0] != nil }
        if !named.isEmpty { return wanted(named) }
        let digits = spelling.hexadecimalDigits ?? spelling.describedDigits?.utf8.count ?? 0
        if digits >= 4 {
            return wanted(objects.keys.filter { $0.hasPrefix("refs/heads/") || $0.hasPrefix("refs/tags/") }.sorted())
        }
        throw unknown(spelling.base, of: url)
    }

    private func wantedOfHEAD(of url: RemoteURL) throws(GitSourceError) -> Wanted {
        if let branchOfHEAD, objects[branchOfHEAD] != nil { return wanted([branchOfHEAD]) }
        guard let id = objects["HEAD"] else {
            let branch = branchOfHEAD.map { " `\(RemoteRefs.short($0))`" } ?? ""
            throw GitSourceError(
                .unknownRef, "the default branch\(branch) of \(url.text) has no commits yet",
                hint: "give another with --ref, such as \(Array(shortNames.sorted().prefix(3)).quotedChoice())")
        }
        return Wanted(refspecs: ["+HEAD:\(Self.detachedHEAD)"], tips: [Self.detachedHEAD: id])
    }

    private func wanted(_ names: [String]) -> Wanted {
        Wanted(
            refspecs: names.map { "+\($0):\($0)" },
            tips: Dictionary(uniqueKeysWithValues: names.compactMap { name in objects[name].map { (name, $0) } }))
    }

    private func unknown(_ name: String, of url: RemoteURL) -> GitSourceError {
        // In a clone, `origin/main` is the branch `main` of its origin.
        let local = name.split(separator: "/").dropFirst().joined(separator: "/")
        let near =
            objects["refs/heads/\(local)"] != nil
            ? [local] : NearestName.suggestions(for: name, among: shortNames)
        let others = shortNames.sorted().prefix(3)
        return GitSourceError(
            .unknownRef, "no branch, tag or commit is called `\(name)` in \(url.text)",
            hint: near.isEmpty ? "it has \(Array(others).quotedChoice("and"))" : "did you mean \(near.quotedChoice())?")
    }

    private var shortNames: [String] { objects.keys.filter { $0.hasPrefix("refs/") }.map(Self.short) }

    private static func short(_ full: String) -> String {
        let prefix = ["refs/heads/", "refs/tags/"].first { full.hasPrefix($0) }
        return String(full.dropFirst(prefix?.count ?? 0))
    }
}
