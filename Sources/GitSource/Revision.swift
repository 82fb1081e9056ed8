/// One commit, and the name by which it was asked for: `ref@oid`. Resolved once, then pinned (`DESIGN.md` §2).
public struct Revision: Hashable, Sendable {
    /// The short name as given: `main`, `v1.2`, `origin/main`, `HEAD~1`, an object id. `HEAD` is replaced by the name of
    /// the branch it stands on, when it stands on one; `refs/heads/main` by `main`.
    public let ref: String
    /// The commit's full object id, in lower-case hexadecimal.
    public let oid: String

    /// A revision from a name and a full object id.
    public init(ref: String, oid: String) {
        (self.ref, self.oid) = (ref, oid)
    }

    /// The first 12 digits of the object id, for people.
    public var shortOID: String { String(oid.prefix(12)) }

    /// `ref@oid` with the whole object id, for machines and for records; only the id when the commit was asked for by it.
    public var fullDescription: String { isNamedByID ? oid : "\(ref)@\(oid)" }

    /// Whether this, which was asked for as `ref`, can be no other commit tomorrow: for a full object id, and for `ref@oid`.
    public func isPinned(by ref: String) -> Bool {
        if ref.lowercased() == oid { return true }
        // A branch that is itself called so has kept its whole name.
        guard let pinned = PinnedRef(ref) else { return false }
        return !self.ref.hasSuffix(ref.dropFirst(pinned.ref.count))
    }

    private var isNamedByID: Bool { ref.utf8.count >= 4 && oid.hasPrefix(ref.lowercased()) }
}

extension Revision: CustomStringConvertible {
    /// `ref@oid` with 12 digits of the object id; only those when the commit was asked for by its id.
    public var description: String {
        isNamedByID ? shortOID : "\(ref)@\(shortOID)"
    }
}
