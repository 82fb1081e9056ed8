import FoundationEssentials
import Fleet

/// What a run's observations have shown: the last one, and what has to be known of those before it.
struct ObservationLog: Sendable {
    /// So many in a row may fail before the run gives up. The very first may not fail at all.
    static let maximumFailures = 5

    /// The last one that succeeded, corrected by what version queries have shown; nil: none has.
    private(set) var last: Observation?
    /// How long it took.
    private(set) var duration = Duration.zero
    /// How many have failed since.
    private var failures = 0
    /// The beginning of the last one after which versions were queried; nil: none were in this run.
    private var queriedAt: Date?
    /// Versions that version queries have shown while the list still shows earlier ones.
    private var versions: [InstanceID: KernelVersion] = [:]
    /// When the first one began that showed nothing of a request whose answer was lost, though its time was over.
    private(set) var noTraceSince: [InstanceID: Date] = [:]

    /// Takes in one that has ended now.
    mutating func add(_ seen: Observation, now: Date) {
        failures = 0
        duration = now.since(seen.startedAt)
        last = corrected(seen)
    }

    /// Takes in that one has failed; true: the run gives up.
    mutating func addFailure() -> Bool {
        failures += 1
        return last == nil || failures >= Self.maximumFailures
    }

    /// As it would be if its list did not lag behind what version queries have shown.
    private mutating func corrected(_ seen: Observation) -> Observation {
        var seen = seen
        for (id, version) in versions {
            // There is no way back, so that a lower version is an old one.
            guard let current = seen.instances[id]?.current else { continue }
            if current < version { seen.instances[id]?.correct(to: version) } else { versions[id] = nil }
        }
        return seen
    }

    /// Takes in that an instance runs a version, also where the list shows an earlier one; true: it does.
    mutating func correct(_ id: InstanceID, to version: KernelVersion) -> Bool {
        guard let current = last?.instances[id]?.current, current < version else { return false }
        versions[id] = version
        last?.instances[id]?.correct(to: version)
        return true
    }

    /// Whether versions were queried in this run.
    var hasQueriedVersions: Bool { queriedAt != nil }

    /// Whether versions were queried since the last one.
    var hasQueriedVersionsSinceLast: Bool { queriedAt == last?.startedAt }

    /// Versions are being queried.
    mutating func noteVersionQuery() { queriedAt = last?.startedAt }

    /// The last one is the first that shows nothing of a request.
    mutating func noteMissingTrace(of id: InstanceID) { noTraceSince[id] = last?.startedAt }

    /// A request is over.
    mutating func forgetMissingTrace(of id: InstanceID) { noTraceSince[id] = nil }

    /// The clock was set: how long ago something was not shown is unknown.
    mutating func forgetMissingTraces() { noTraceSince = [:] }
}

extension ObservedInstance {
    fileprivate mutating func correct(to version: KernelVersion) {
        (current, currentText) = (version, version.description)
    }
}
