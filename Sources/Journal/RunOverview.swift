/// What the journal shows of a fleet's runs to those who only look: nothing is locked and nothing is written.
public struct RunOverview: Hashable, Sendable {
    /// The latest run, with what it requested; nil: the journal has none.
    public var latest: RunRecord?
    /// How the first run of each series of runs ended that ended with the same result, the newest series first: when the
    /// result became what it is. Runs that have not ended are left out.
    public var endings: [RunCompletion]
    /// Whether these are all the series that the journal has.
    public var hasAllEndings: Bool
    /// Whether a run has the fleet now.
    public var lease: LeaseStatus

    /// By default the journal has no run of it.
    public init(
        latest: RunRecord? = nil, endings: [RunCompletion] = [], hasAllEndings: Bool = true, lease: LeaseStatus = .free
    ) {
        (self.latest, self.endings, self.hasAllEndings, self.lease) = (latest, endings, hasAllEndings, lease)
    }
}

/// Whether a run has a fleet's lease, as far as that can be found out without taking it.
public enum LeaseStatus: Hashable, Sendable {
    /// No run has it.
    case free
    /// A run has it; nil: who that is cannot be read.
    case held(by: Holder?)
    /// The lock cannot be looked at, for this reason.
    case unreadable(String)

    /// Whether it is known that a run has it.
    public var isHeld: Bool { if case .held(by: _) = self { true } else { false } }
}
