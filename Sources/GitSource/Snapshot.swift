public import FoundationEssentials

/// One file as it is in a commit, or in a work tree.
public struct RevisionFile: Hashable, Sendable {
    /// The path from the repository's root, separated by `/`.
    public let path: String
    /// The content, to the byte as committed or as on disk: no filter, line-ending or encoding conversion.
    public let bytes: [UInt8]

    /// A file from its path and content.
    public init(path: String, bytes: [UInt8]) {
        (self.path, self.bytes) = (path, bytes)
    }
}

/// Who made a commit, when and what for.
public struct CommitSummary: Hashable, Sendable {
    /// The author's name.
    public let author: String
    /// When it was committed, to the second.
    public let committedAt: Date
    /// The message's first paragraph, on one line.
    public let subject: String

    /// A summary from its parts.
    public init(author: String, committedAt: Date, subject: String) {
        (self.author, self.committedAt, self.subject) = (author, committedAt, subject)
    }
}

/// The manifests of one commit, in which the work tree had no part; or those of a work tree, as `revision` then says.
public struct Snapshot: Sendable {
    /// The path of the work tree's root, or of the repository itself when it is bare; no trailing `/`.
    public let repository: String
    /// The commit that was read, or the one that the work tree has checked out.
    public let revision: Revision
    /// The commit's author, time and subject; empty where a work tree has no commit yet.
    public let commit: CommitSummary
    /// At least one file, sorted by the bytes of their paths.
    public let files: [RevisionFile]
    /// What `.dbconvergeignore` has left out at or below the paths.
    public let ignored: IgnoredEntries
    /// What a person should know although nothing is wrong: for example that the work tree differs.
    public let warnings: [String]
    /// For which signatures the revision was read; none where nothing was verified.
    public let signatures: VerifiedSignatures

    /// A snapshot from its parts.
    public init(
        repository: String, revision: Revision, commit: CommitSummary, files: [RevisionFile],
        ignored: IgnoredEntries = IgnoredEntries(), warnings: [String],
        signatures: VerifiedSignatures = VerifiedSignatures()
    ) {
        self.repository = repository
        self.revision = revision
        self.commit = commit
        self.files = files
        self.ignored = ignored
        self.warnings = warnings
        self.signatures = signatures
    }
}
