/// Where the ref stands whose commit a run carries out.
public enum RevisionState: Hashable, Sendable {
    /// At that commit, or it is one that cannot move.
    case current
    /// At another one, given as `ref@oid`.
    case moved(to: String)
    /// It cannot be resolved any more, for this reason.
    case unresolvable(String)
    /// The server that has it could not be reached, for this reason; it is asked again.
    case unreachable(String)

    /// Why nothing is requested; nil where something may be.
    public var sentence: String? {
        switch self {
        case .current: nil
        case .moved(let revision): "the ref has moved to \(revision); the next run takes it up"
        case .unreachable(let message): "where the ref stands cannot be asked now: \(message)"
        case .unresolvable(let message): "where the ref stands cannot be read any more: \(message)"
        }
    }
}
