internal import Fleet
public import FoundationEssentials

/// Where a wave stands.
public struct PlannedWave: Hashable, Sendable, Codable {
    /// Where a wave stands, as JSON spells it.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// An earlier wave is not done, soaks or is empty.
        case notReached
        /// Its instances are upgraded now, as far as windows and the like permit.
        case open
        /// It is done, and the waves after it wait for its soak.
        case soaking
        /// All of its instances that count have converged and are at rest, and its soak is over.
        case done
        /// Nothing of it counts and it is not `optional`, so that it holds the waves after it.
        case empty
    }

    /// Its name.
    public var name: String
    /// Where it stands.
    public var state: State
    /// How many of its instances count: all but those that are suspended or ahead.
    public var instances: Int
    /// How many of them run their declared version.
    public var inSync: Int
    /// Until when it soaks; nil unless it does.
    public var soaksUntil: Date?
    /// How many seconds it soaks once it is done.
    public var soakSeconds: Int
    /// Where its checks stand; nil: it has none.
    public var checks: [PlannedCheck]?

    /// A wave.
    public init(
        name: String, state: State, instances: Int, inSync: Int, soaksUntil: Date? = nil, soakSeconds: Int,
        checks: [PlannedCheck]? = nil
    ) {
        (self.name, self.state, self.instances, self.inSync) = (name, state, instances, inSync)
        (self.soaksUntil, self.soakSeconds) = (soaksUntil, soakSeconds)
        self.checks = checks
    }

    /// Where the waves of a fleet stand, in their order.
    package static func all(in situation: Situation) -> [PlannedWave] {
        all(of: Waves(situation), in: situation)
    }

    /// The waves of a fleet, in their order.
    static func all(of waves: Waves, in situation: Situation) -> [PlannedWave] {
        let now = situation.observation.startedAt
        var (isBarred, isAtRest) = (false, true)
        return waves.all.map { wave in
            let state = State(wave, isBarred: isBarred, now: now)
            // Where everything up to it is at rest its checks are evaluated, also while an earlier wave soaks.
            isAtRest = isAtRest && wave.isDone
            let checks = PlannedCheck.all(of: wave, isReached: isAtRest, in: situation)
            if state != .done { isBarred = true }
            return PlannedWave(
                name: wave.policy.name, state: state, instances: wave.counted, inSync: wave.inSync,
                soaksUntil: state == .soaking ? wave.soaksUntil : nil,
                soakSeconds: Int(wave.policy.soak.components.seconds),
                checks: checks)
        }
    }
}

extension PlannedWave.State {
    fileprivate init(_ wave: Waves.Wave, isBarred: Bool, now: Date) {
        if wave.isUntried {
            self = .empty
        } else if wave.isDone {
            self = wave.soaksUntil.map { $0 > now } ?? false ? .soaking : .done
        } else {
            self = isBarred ? .notReached : .open
        }
    }
}
