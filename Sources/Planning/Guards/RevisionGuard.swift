internal import Fleet

extension Guard {
    /// Nothing is requested under a commit that the ref has left, nor while it is not known where the ref stands. What
    /// is in flight stands before this rule and is watched to its end.
    static let revision = Guard("revision", liftedBy: .time) { _, situation in
        guard let sentence = situation.memory.external.revision.sentence else { return nil }
        return switch situation.memory.external.revision {
        case .current: nil
        case .moved: .wait(Reason(.revisionMoved, sentence))
        case .unreachable: .wait(Reason(.revisionUnreachable, sentence))
        case .unresolvable: .hold(Reason(.revisionUnreadable, sentence))
        }
    }
}
