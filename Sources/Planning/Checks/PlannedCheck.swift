public import Fleet
public import FoundationEssentials

/// Where a check stands, as a plan shows it.
public struct PlannedCheck: Hashable, Sendable, Codable {
    /// Where it stands, as JSON spells it.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// What it is about is not at rest, so that it is not evaluated.
        case notReached
        /// Too few evaluations have passed, the last one did not, or none was made since the soak is over.
        case pending
        /// It lets go on what comes after.
        case passed
        /// More evaluations have failed than its `failureLimit` allows.
        case failed
        /// The last evaluation found nothing out.
        case inconclusive
        /// A person lets it pass.
        case acknowledged
    }

    /// Its name.
    public var name: String
    /// Whether it is evaluated before its wave begins.
    public var before: Bool
    /// Whether it decides anything.
    public var mode: Check.Mode
    /// Where it stands.
    public var state: State
    /// How many evaluations passed.
    public var passes: Int
    /// How many must have.
    public var required: Int
    /// How many evaluations failed.
    public var failures: Int
    /// More than this are a failed check.
    public var failureLimit: Int
    /// When the last evaluation was made; nil: none was.
    public var evaluatedAt: Date?
    /// How it came out.
    public var outcome: CheckResult.Outcome?
    /// The number that decided it, as text.
    public var value: String?
    /// What else was said of it.
    public var message: String?
    /// How many seconds lay between two evaluations on average, where that is too long for `required` to be reached in
    /// the soak; nil otherwise.
    public var secondsBetween: Int?

    /// Where a check stands.
    public init(
        name: String, before: Bool = false, mode: Check.Mode = .enforce, state: State, passes: Int = 0,
        required: Int = 1,
        failures: Int = 0, failureLimit: Int = 0, evaluatedAt: Date? = nil, outcome: CheckResult.Outcome? = nil,
        value: String? = nil, message: String? = nil
    ) {
        (self.name, self.before, self.mode, self.state) = (name, before, mode, state)
        (self.passes, self.required, self.failures, self.failureLimit) = (passes, required, failures, failureLimit)
        (self.evaluatedAt, self.outcome, self.value, self.message) = (evaluatedAt, outcome, value, message)
    }

    /// One whose instances are at rest.
    init(_ standing: CheckStanding, soakEnd: Date) {
        self.init(standing.id, standing.check, standing.state(soakEnd: soakEnd), standing.last)
        (passes, failures) = (standing.passes, standing.failures)
        secondsBetween = standing.slowPace(soakEnd: soakEnd).map { Int($0.components.seconds) }
    }

    /// One of which nothing is counted. `last` is its last evaluation in any case.
    init(_ id: CheckID, _ check: Check, _ state: State, _ last: Evaluation?) {
        self.init(
            name: id.name, before: id.isBefore, mode: check.mode, state: state, required: check.required,
            failureLimit: check.failureLimit, evaluatedAt: last?.at, outcome: last?.result.outcome,
            value: last?.result.value, message: last?.result.message)
    }

    /// Those of a wave, in the order in which they are declared, the ones before it first; nil where it has none.
    static func all(of wave: Waves.Wave, isReached: Bool, in situation: Situation) -> [PlannedCheck]? {
        let policy = wave.policy
        let before = policy.before.map { check in
            let id = CheckID(check.name, wave: policy.name, isBefore: true)
            let last = situation.memory.before[id]
            return PlannedCheck(
                id, check, last?.state ?? .notReached, last ?? situation.fleetState.evaluations[id]?.last)
        }
        let checks = policy.checks.map { check in
            let id = CheckID(check.name, wave: policy.name)
            guard isReached, let standing = wave.checks.first(where: { $0.id == id }), let end = wave.soaksUntil else {
                return PlannedCheck(id, check, .notReached, nil)
            }
            return PlannedCheck(standing, soakEnd: end)
        }
        return before.isEmpty && checks.isEmpty ? nil : before + checks
    }

    /// Those of the fleet as a whole; nil where it has none.
    static func ofFleet(_ waves: Waves, _ situation: Situation) -> [PlannedCheck]? {
        let checks = situation.fleet.rollout.checks
        guard !checks.isEmpty else { return nil }
        guard let rest = waves.fleetRest else {
            return checks.map { PlannedCheck(CheckID($0.name, wave: nil), $0, .notReached, nil) }
        }
        return rest.checks.map { PlannedCheck($0, soakEnd: rest.soaksUntil) }
    }
}

extension Evaluation {
    /// What a single evaluation decides by itself.
    var state: PlannedCheck.State {
        switch result.outcome {
        case .passed: .passed
        case .failed: .failed
        case .inconclusive: .inconclusive
        }
    }
}
