/// One file of YAML as it was read, such as a file of manifests from a commit.
public struct SourceFile: Sendable {
    /// The path that diagnostics name; that of manifests is relative to the repository's root.
    public var path: String
    /// The file's bytes, as they are stored: UTF-8, with or without a byte order mark, at most 16 MiB.
    public var bytes: [UInt8]

    /// A file.
    public init(path: String, bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }
}
