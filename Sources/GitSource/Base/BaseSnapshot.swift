/// What a change is compared with: the manifests of the commit at which it left a ref.
public struct BaseSnapshot: Sendable {
    /// Where the ref stands: it may have moved on since.
    public let tip: Revision
    /// The full id of the commit at which the change left the ref, in lower-case hexadecimal.
    public let oid: String
    /// Its manifests, sorted by the bytes of their paths; empty where it has none at the path, or no such path.
    public let files: [RevisionFile]

    /// A base from its parts.
    public init(tip: Revision, oid: String, files: [RevisionFile]) {
        (self.tip, self.oid, self.files) = (tip, oid, files)
    }
}

extension GitSourceError {
    /// Whether it is about what a commit holds, and not about the repository or the way to the commit.
    public var concernsFiles: Bool {
        [Code.symbolicLink, .submodule, .unfitName, .tooLarge].contains(code)
    }
}
