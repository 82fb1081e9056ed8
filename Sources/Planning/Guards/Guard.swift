public import Fleet

/// One safety rule: it looks at one instance and either decides its action or leaves it to the rules after it.
///
/// Rules are values, so that a test can swap one for a broken one and see that the others or the simulation notice.
public struct Guard: Sendable {
    /// The rule's name.
    public let name: String
    /// What ends that it stops an instance.
    public let liftedBy: Lift
    /// The rule: nil leaves the decision to the next one.
    public let decide: @Sendable (Subject, Situation) -> Action?

    /// A rule.
    public init(
        _ name: String, liftedBy lift: Lift = .change, _ decide: @escaping @Sendable (Subject, Situation) -> Action?
    ) {
        (self.name, liftedBy, self.decide) = (name, lift, decide)
    }

    /// What ends that a rule stops an instance.
    public enum Lift: Hashable, Sendable {
        /// The instance, the cloud or what is declared changes.
        case change
        /// Time passes, or a later run begins.
        case time
        /// The instance's turn comes: its fleet goes on, its wave is reached, a window opens. What is offered to it is
        /// of interest before.
        case turn
    }

    /// The instance that a rule looks at: what is declared of it and what was seen.
    public struct Subject: Sendable {
        /// What is declared.
        public let desired: DesiredInstance
        /// What the last observation showed; nil where the cloud does not list it.
        public let observed: ObservedInstance?
        /// The index of its wave; nil where none takes it.
        public let waveIndex: Int?
        /// The waves of its fleet.
        public let waves: Waves
    }
}

extension Guard {
    /// The whole table of `DESIGN.md` §2 in its order; the first rule that decides wins, and only an instance that
    /// none of them stops is upgraded.
    public static let all: [Guard] = [
        .inSync, .inFlight, .presence, .suspension, .downgrade, .failures, .confirmation, .knownOffer, .revision,
        .paused, .upstream, .wave, .schedule, .gracePeriod, .health, .offer, .precheck, .maintenance, .before,
        .freshness,
    ]
}

extension [Guard] {
    /// The action for one declared instance of a wave; nil: no wave takes it.
    ///
    /// The last word is not a rule that can be swapped: without a reading of the offer there is nothing to upgrade to.
    public func action(for desired: DesiredInstance, _ waveIndex: Int?, in situation: Situation, waves: Waves) -> Action
    {
        let subject = Guard.Subject(
            desired: desired, observed: situation.observation.instances[desired.id], waveIndex: waveIndex, waves: waves)
        for rule in self {
            if let action = rule.decide(subject, situation) { return action }
        }
        guard let target = situation.offers[desired.id]?.offered else {
            return .hold(Reason(.notOffered, "nothing is offered"))
        }
        return .upgrade(to: target)
    }
}
