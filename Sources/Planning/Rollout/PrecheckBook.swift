public import FoundationEssentials
public import Fleet

/// What is known of instances' pre-checks.
public struct PrecheckBook: Hashable, Sendable {
    private var states: [InstanceID: PrecheckState] = [:]
    private var isAbsenceTold = false

    /// Nothing is known.
    public init() {}

    /// What is known of an instance's pre-check; nil: it has not been read.
    public subscript(id: InstanceID) -> PrecheckState? {
        get { states[id] }
        set { states[id] = newValue }
    }

    /// Takes in readings, and that pre-checks were started. One that shows no result within the acceptance time counts
    /// as unreadable.
    mutating func add(_ readings: [InstanceID: PrecheckState], acceptanceTime: Duration, now: Date) {
        for (id, reading) in readings {
            if case .started(let start, _) = reading {
                states[id] = .started(at: start, before: resultDate(of: id))
                continue
            }
            guard case .started(let start, let before)? = states[id] else {
                states[id] = reading
                continue
            }
            switch reading {
            // An old result, or none, is no answer to a pre-check that was started since.
            case .result(let result) where before.map({ result.updatedAt > $0 }) ?? true: states[id] = reading
            case .absent, .unreadable: states[id] = reading
            case .result, .spent, .missing, .started:
                guard now.since(start) >= acceptanceTime else { continue }
                states[id] = .unreadable("it has shown no result within \(acceptanceTime.text)")
            }
        }
    }

    private func resultDate(of id: InstanceID) -> Date? {
        switch states[id] {
        case .result(let old): old.updatedAt
        case .spent(let date): date
        case nil, .started, .missing, .absent, .unreadable: nil
        }
    }

    /// The instance runs another version than the one that its result was about.
    mutating func spend(_ id: InstanceID) {
        if case .result(let result)? = states[id] { states[id] = .spent(result.updatedAt) }
    }

    /// Takes in that two observations differ: results were about the versions that the first one showed.
    mutating func spendChanged(from last: Observation?, to seen: Observation) {
        for id in states.keys where seen.instances[id]?.current != last?.instances[id]?.current { spend(id) }
    }

    /// Counts what was started from now on, and drops what has an age.
    mutating func waitAnew(from now: Date) {
        states = states.compactMapValues { state in
            if case .started(_, let before) = state { .started(at: now, before: before) } else { nil }
        }
    }

    /// Whether that the region has no pre-check is to be told now: once a run.
    mutating func tellsAbsence() -> Bool {
        defer { isAbsenceTold = true }
        return !isAbsenceTold
    }
}

/// What is known of an instance's pre-check.
public enum PrecheckState: Hashable, Sendable {
    /// It was started; a result counts that is newer than the one of before.
    case started(at: Date, before: Date?)
    /// Its last result was read.
    case result(PrecheckResult)
    /// Its last result, of that time, was about a version that it runs no more.
    case spent(Date)
    /// There is no result.
    case missing
    /// The region has no pre-check.
    case absent
    /// It could not be read or started, for this reason.
    case unreadable(String)

    /// The result that was read; nil where there is none.
    var result: PrecheckResult? { if case .result(let result) = self { result } else { nil } }

    /// A result made longer ago than this says nothing about the present.
    public static let maximumAge = Duration.seconds(3600)
}
