import FoundationEssentials
import Fleet
import Text

/// What the fleets that a fleet follows permit it. It is made once a step, and asked for each instance.
struct UpstreamBarrier: Hashable, Sendable {
    /// The fleet that declares the lowest version, and that version; nil where nothing that was read counts.
    private var lowest: (fleet: String, version: KernelVersion)?
    /// What keeps every instance from being upgraded, whatever is declared of it; nil: nothing does.
    private var general: Action?

    /// Of a fleet in a situation.
    init(_ situation: Situation) {
        var obstacles: [UpstreamObstacle] = []
        for dependency in situation.fleet.dependsOn {
            let reading = situation.memory.external.upstreams[dependency.fleet]
            if let version = reading?.state?.declared, version < lowest?.version ?? .highest {
                lowest = (dependency.fleet, version)
            }
            if let obstacle = UpstreamObstacle(dependency, reading, in: situation) { obstacles.append(obstacle) }
        }
        general = obstacles.max { $0.weight < $1.weight }?.action
    }

    /// What keeps an instance from being upgraded to its declared version; nil: nothing does.
    func action(for version: KernelVersion) -> Action? {
        if let lowest, lowest.version < version {
            // Until it is raised there, nothing changes.
            return .hold(
                Reason(
                    .upstreamBehind,
                    "the fleet '\(lowest.fleet)', which goes first, declares \(lowest.version), which is below \(version): declare \(version) there first"
                ))
        }
        return general
    }

    static func == (one: UpstreamBarrier, other: UpstreamBarrier) -> Bool {
        one.lowest?.fleet == other.lowest?.fleet && one.lowest?.version == other.lowest?.version
            && one.general == other.general
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lowest?.fleet)
        hasher.combine(lowest?.version)
        hasher.combine(general)
    }
}

/// What one fleet that goes first keeps the instances of another from, whatever is declared of them.
struct UpstreamObstacle: Hashable, Sendable {
    /// Which of several is told: what needs a person before what ends by itself, and of soaks the last one.
    struct Weight: Hashable, Comparable {
        var needsPerson: Bool
        var isBehind: Bool
        var until: Date?

        static func < (left: Weight, right: Weight) -> Bool {
            if left.needsPerson != right.needsPerson { return right.needsPerson }
            if left.isBehind != right.isBehind { return right.isBehind }
            return (left.until ?? .distantPast) < (right.until ?? .distantPast)
        }
    }

    var action: Action

    var weight: Weight {
        let needsPerson = if case .hold = action { true } else { false }
        return Weight(
            needsPerson: needsPerson, isBehind: action.reason?.code != .upstreamSoaking, until: action.reason?.until)
    }

    /// Nil where the fleet has converged, is at rest and has soaked.
    init?(_ dependency: FleetDependency, _ reading: UpstreamReading?, in situation: Situation) {
        let name = "the fleet '\(dependency.fleet)'"
        switch reading {
        case nil: action = .hold(Reason(.upstreamUnreadable, "\(name), which goes first, was not read"))
        case .failed(let message, let mayPass):
            let reason = Reason(.upstreamUnreadable, "\(name), which goes first, could not be read: \(message)")
            action = mayPass ? .wait(reason) : .hold(reason)
        case .read(let state):
            let action = Self.action(name, dependency.soak, state, in: situation) {
                situation.settings.commands.retry(dependency.fleet, check: $0)
            }
            guard let action else { return nil }
            self.action = action
        }
    }

    private static func action(
        _ name: String, _ soak: Duration, _ state: UpstreamState, in situation: Situation,
        retry: (_ check: String) -> String
    ) -> Action? {
        guard state.counted > 0 else {
            return .hold(
                Reason(
                    .upstreamBehind,
                    "nothing of \(name), which goes first, counts: all of it is suspended or ahead, so that nothing has tried the version"
                ))
        }
        guard state.inSync == state.counted else {
            let left = "\(state.counted - state.inSync) of \(state.counted) to go"
            let stopped = state.isSuspended ? ", and it is suspended" : state.isPaused ? ", and it is paused" : ""
            let reason = Reason(.upstreamBehind, "its turn comes after \(name) (\(left)\(stopped))")
            return stopped.isEmpty ? .wait(reason) : .hold(reason)
        }
        guard state.hasConverged, let since = state.restingSince else {
            let count = "\(state.counted - state.atRest) of \(state.counted)"
            let reason = Reason(
                .upstreamBehind, "\(name), which goes first, is in sync, but not at rest (\(count) unavailable)")
            return state.isMoving ? .wait(reason) : .hold(reason)
        }
        // Observations drift by a little, so that half an interval apart counts as an observation later.
        let confirmed = since + situation.settings.pollInterval / 2
        if situation.purpose == .run, state.observedAt < confirmed, soak < situation.settings.pollInterval {
            return .wait(
                Reason(
                    .upstreamSoaking, "\(name), which goes first, has converged; one more observation confirms it",
                    until: confirmed))
        }
        let end = since + soak
        let isOver = state.observedAt >= end
        let barriers = state.checks.compactMap { check in
            let wave = check.id.wave.map { "of the wave '\($0)' " } ?? ""
            return check.barrier(
                "\(wave)of \(name), which goes first,", soakEnd: end, isSoakOver: isOver, retry: retry(check.id.name))
        }
        if let barrier = barriers.first(where: { $0.kind == .hold }) ?? barriers.first { return barrier }
        guard !isOver else { return nil }
        return .wait(Reason(.upstreamSoaking, "\(name), which goes first, soaks until \(time: end)", until: end))
    }
}

extension KernelVersion {
    fileprivate static let highest = KernelVersion(.max, .max, .max, .max)
}
