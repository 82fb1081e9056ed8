/// How much the rules of `.dbconvergeignore` have left out.
public struct IgnoredEntries: Hashable, Sendable, Codable {
    /// The files, and symbolic links, that would have been manifests by their names or places.
    public var files = 0
    /// The directories, of which nothing was read: what is in them is not counted.
    public var directories = 0

    /// Nothing.
    public init() {}

    /// Whether nothing was left out.
    public var isEmpty: Bool { files == 0 && directories == 0 }

    mutating func count(_ kind: TreeEntry.Kind) {
        switch kind {
        case .file, .symbolicLink: files += 1
        case .directory, .submodule: directories += 1
        }
    }
}
