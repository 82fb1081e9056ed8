internal import Crypto

/// The kinds of objects, with libgit2's numbers.
enum ObjectKind: UInt8, Sendable {
    case commit = 1
    case tree, blob, tag

    var name: String {
        switch self {
        case .commit: "commit"
        case .tree: "tree"
        case .blob: "blob"
        case .tag: "tag"
        }
    }
}

/// What is known of an object before it is read.
struct ObjectHeader {
    let kind: ObjectKind
    let size: Int
}

/// An object as git stores it.
struct GitObject: Sendable {
    let kind: ObjectKind
    let bytes: [UInt8]

    /// Recomputed from the content.
    var id: ObjectID? {
        var hash = Insecure.SHA1()
        hash.update(data: Array("\(kind.name) \(bytes.count)\0".utf8))
        hash.update(data: bytes)
        return hash.finalize().withUnsafeBytes { ObjectID($0) }
    }
}

/// Where objects come from. What it gives has been checked: the id fits the content.
protocol ObjectStore {
    /// The repository's root, for messages.
    var root: String { get }

    /// Whether an object is here.
    func has(_ id: ObjectID) -> Bool

    /// Reads an object; `accept` sees what it is and how long before the content is read, and throws where that will
    /// not do. `what` says what cannot be done without it.
    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject

    /// The same of what should be a file, of which there are many.
    func readFile(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject
}

extension ObjectStore {
    func readFile(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        try read(id, what(), accept: accept)
    }

    /// Reads an object that has to be of a kind, and no longer than `limit`.
    func read(
        _ id: ObjectID, as kind: ObjectKind, limit: Int, _ what: @autoclosure () -> String
    ) throws(GitSourceError) -> [UInt8] {
        try read(id, what()) { header throws(GitSourceError) in
            guard header.kind == kind else {
                throw .damaged(root, "\(what()): \(id.hexadecimal) is a \(header.kind.name), not a \(kind.name)")
            }
            if header.size > limit { throw .tooLong(kind, id, header.size, limit, root) }
        }.bytes
    }
}

extension GitSourceError {
    /// What git itself would complain of.
    static func damaged(_ root: String, _ what: String, underlying: Int32? = nil) -> GitSourceError {
        GitSourceError(
            .damaged, "the repository at `\(root)` seems to be damaged: \(what)",
            hint: "run \(GitCommand.spell(in: root, "fsck")), and clone it anew if that complains",
            underlying: underlying)
    }

    /// An object whose content has another id than its own.
    static func altered(_ root: String, _ id: ObjectID, _ what: String) -> GitSourceError {
        .damaged(root, "\(what): the content of the object \(id.hexadecimal) is not what its id says")
    }

    /// An object that no honest repository has.
    static func tooLong(_ kind: ObjectKind, _ id: ObjectID, _ size: Int, _ limit: Int, _ root: String)
        -> GitSourceError
    {
        GitSourceError(
            .tooLarge,
            "the \(kind.name) \(id.hexadecimal) in `\(root)` has \(size) bytes; a \(kind.name) may have \(limit)",
            hint: "choose another commit with --ref; see what is wrong with \(GitCommand.spell(in: root, "fsck"))")
    }
}
