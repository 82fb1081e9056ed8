public import FoundationEssentials
public import Fleet

/// What is known of a fleet that others follow, from one reading of it.
public struct UpstreamState: Hashable, Sendable {
    /// When the reading began.
    public var observedAt: Date
    /// The lowest version that is declared of an instance that counts; nil: none counts.
    public var declared: KernelVersion?
    /// How many instances count: those that are neither suspended nor ahead.
    public var counted: Int
    /// How many of them run their declared version.
    public var inSync: Int
    /// How many of those are healthy and have nothing in flight.
    public var atRest: Int
    /// Since when the last of these has been at rest; nil where none is.
    public var restingSince: Date?
    /// Whether something is in flight in it that ends by itself.
    public var isMoving: Bool
    /// Whether the fleet or its rollout is suspended as a whole, so that what is behind stays so.
    public var isSuspended: Bool
    /// Whether a person has paused it without an end.
    public var isPaused = false
    /// Its checks that decide something, where it is at rest.
    public var checks: [CheckStanding]

    /// A state.
    public init(
        observedAt: Date, declared: KernelVersion?, counted: Int, inSync: Int, atRest: Int, restingSince: Date?,
        isMoving: Bool = false, isSuspended: Bool = false, checks: [CheckStanding] = []
    ) {
        (self.observedAt, self.declared, self.counted, self.inSync) = (observedAt, declared, counted, inSync)
        (self.atRest, self.restingSince, self.isMoving) = (atRest, restingSince, isMoving)
        (self.isSuspended, self.checks) = (isSuspended, checks)
    }

    /// The state of the fleet that a situation is about.
    public init(of situation: Situation) {
        self.init(of: situation, situation.fleet.rollout.hasChecks ? Waves(situation) : nil)
    }

    /// `waves`: nil where nothing of the fleet is checked.
    init(of situation: Situation, _ waves: Waves?) {
        var (tally, declared) = (WaveTally(), KernelVersion?.none)
        for desired in situation.fleet.instances {
            let share = WaveShare.of(desired, in: situation)
            tally.add(share)
            if share.traits.contains(.counted) { declared = min(declared ?? desired.version, desired.version) }
        }
        let seenAt = situation.observation.startedAt
        // One of which nothing is remembered rests since this observation, as far as is known.
        let since = tally.atRest > tally.remembered ? max(seenAt, tally.latestRest) : tally.latestRest
        // Also where a wave of it is empty: what counts of the fleet is at rest, and that is what its own checks are about.
        let isAtRest = tally.atRest > 0 && tally.atRest == tally.counted
        var whole: [CheckStanding] = []
        if let waves, isAtRest {
            whole = situation.standings(
                of: situation.fleet.rollout.checks, inWave: nil, waves.definitions, since: since)
        }
        self.init(
            observedAt: seenAt, declared: declared, counted: tally.counted, inSync: tally.inSync, atRest: tally.atRest,
            restingSince: tally.atRest == 0 ? nil : since, isMoving: tally.moving + tally.scheduled > 0,
            isSuspended: situation.fleet.isSuspended,
            checks: ((waves?.all.flatMap(\.checks) ?? []) + whole).filter(\.isEnforced))
    }

    /// Whether all that counts runs what is declared and is at rest, and something counts.
    public var hasConverged: Bool { counted > 0 && atRest == counted }

    /// The same reading as if it were made later: nothing moves meanwhile.
    func later(by seconds: Double) -> UpstreamState {
        var later = self
        later.observedAt = observedAt.addingTimeInterval(seconds)
        return later
    }
}

/// How the reading of a fleet that others follow ended.
public enum UpstreamReading: Hashable, Sendable {
    /// What it showed.
    case read(UpstreamState)
    /// It could not be read; a later run may be able to.
    case failed(message: String, mayPass: Bool)

    /// What it showed; nil where it could not be read.
    public var state: UpstreamState? { if case .read(let state) = self { state } else { nil } }

    /// The same as if it were made later.
    func later(by seconds: Double) -> UpstreamReading {
        switch self {
        case .read(let state): .read(state.later(by: seconds))
        case .failed: self
        }
    }
}

extension ExternalState {
    /// The same with what is known of the fleets that go first as it would be read at a later time: nothing else happens
    /// to them than that those which `converging` names come to rest at its times.
    package func upstreams(at now: Date, converging: [String: Date]) -> ExternalState {
        guard !upstreams.isEmpty else { return self }
        var later = self
        for (name, reading) in upstreams {
            guard case .read(var state) = reading else { continue }
            // A forecast knows nothing of what checks will find.
            state.checks = []
            if !state.hasConverged, let date = converging[name], date <= now {
                (state.inSync, state.atRest, state.restingSince) = (state.counted, state.counted, date)
                state.isMoving = false
            }
            state.observedAt = now
            later.upstreams[name] = .read(state)
        }
        return later
    }
}
