internal import CLibGit2
internal import FoundationEssentials

/// An open commit.
struct Commit {
    let handle: Handle

    init(_ handle: Handle) { self.handle = handle }

    /// The full id.
    var oid: String { handle.use { git_object_id($0).pointee.hexadecimal } }

    /// Author, time and subject; what is not UTF-8 in them is replaced.
    func summary() -> CommitSummary {
        handle.use { commit in
            CommitSummary(
                author: git_commit_author(commit)?.pointee.name.map { String(cString: $0) } ?? "",
                committedAt: Date(timeIntervalSince1970: TimeInterval(git_commit_time(commit))),
                subject: git_commit_summary(commit).map { String(cString: $0) } ?? "")
        }
    }

    /// The directory that the commit holds.
    func tree() throws(LibGit2Failure) -> Handle {
        try Handle(in: handle, freedBy: git_tree_free) { out in handle.use { git_commit_tree(&out, $0) } }
    }
}
