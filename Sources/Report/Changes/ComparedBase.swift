/// The commit with which a change is compared, and the ref that led to it.
public struct ComparedBase: Hashable, Sendable {
    /// The ref, by its short name.
    public var ref: String
    /// The full id of the commit at which it stands; nil where it is not known.
    public var tip: String?
    /// The full id of the commit at which the change left it; nil where it is not known.
    public var oid: String?

    /// A base.
    public init(ref: String, tip: String? = nil, oid: String? = nil) {
        (self.ref, self.tip, self.oid) = (ref, tip, oid)
    }

    /// The commit as people know it: `main@0123456`, or `0123456, where it left main`.
    public var text: String {
        guard let oid, let short else { return ref }
        if isID { return oid == tip ? short : "\(short), where it left \(ref)" }
        return oid == tip ? "\(ref)@\(short)" : "\(short), where it left \(ref)"
    }

    /// A word for it: `main`, or its id where the ref has moved on since, or is an id itself.
    var label: String {
        guard let short, tip != oid || isID else { return ref }
        return short
    }

    private var short: String? { oid.map { String($0.prefix(7)) } }
    private var isID: Bool { ref.utf8.count >= 4 && tip?.hasPrefix(ref.lowercased()) == true }
}
