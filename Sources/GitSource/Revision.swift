/// One commit, and the name by which it was asked for: `ref@oid`. Resolved once, then pinned (`DESIGN.md` §2).
public struct Revision: Hashable, Sendable {
    /// The short name as given: `main`, `v1.2`, `origin/main`, `HEAD~1`, an object id. `HEAD` is replaced by the name of
    /// the branch it stands on, when it stands on one; `refs/heads/main` by `main`.
    public let ref: String
    /// The commit's full object id, in lower-case hexadecimal.
    public let oid: String

    /// Whether the files are those on disk, in a work tree that has this commit checked out. The commit then says where
    /// their author stands, and nothing of what they hold.
    public let isWorkTree: Bool

    /// A revision from a name and a full object id; the id is empty in a work tree whose branch has no commits yet.
    public init(ref: String, oid: String, isWorkTree: Bool = false) {
        (self.ref, self.oid, self.isWorkTree) = (ref, oid, isWorkTree)
    }

    /// The first 12 digits of the object id, for people.
    public var shortOID: String { String(oid.prefix(12)) }

    /// `ref@oid` with the whole object id, for machines and for records; only the id when the commit was asked for by it.
    /// That of a work tree is spelled as `description` is: with a whole id it could be taken for the commit.
    public var fullDescription: String { isWorkTree ? description : isNamedByID ? oid : "\(ref)@\(oid)" }

    /// Whether this, which was asked for as `ref`, can be no other commit tomorrow: for a full object id, and for `ref@oid`.
    public func isPinned(by ref: String) -> Bool {
        if isWorkTree { return false }
        if ref.lowercased() == oid { return true }
        // A branch that is itself called so has kept its whole name.
        guard let pinned = PinnedRef(ref) else { return false }
        return !self.ref.hasSuffix(ref.dropFirst(pinned.ref.count))
    }

    private var isNamedByID: Bool { ref.utf8.count >= 4 && oid.hasPrefix(ref.lowercased()) }
}

extension Revision: CustomStringConvertible {
    /// `ref@oid` with 12 digits of the object id; only those when the commit was asked for by its id. Of a work tree:
    /// `main@3f2a91c04d5e+working tree`, and without the id where its branch has no commits yet.
    public var description: String {
        if isWorkTree { return (oid.isEmpty ? ref : "\(ref)@\(shortOID)") + "+working tree" }
        return isNamedByID ? shortOID : "\(ref)@\(shortOID)"
    }
}
