public import FoundationEssentials

/// A person has paused a fleet: runs request nothing, and what runs goes on.
public struct Pause: Hashable, Sendable, Codable {
    /// The fleet's name; nil: all fleets are paused.
    public var fleet: String?
    /// The user of the operating system who paused it.
    public var user: String
    /// The machine on which that was done.
    public var host: String
    /// When.
    public var at: Date
    /// Why, in that person's words.
    public var reason: String
    /// When the pause ends by itself; nil: when a person resumes the fleet.
    public var until: Date?
    /// Whether scheduled upgrades of ours are canceled.
    public var cancelsScheduled: Bool

    /// A pause.
    public init(
        fleet: String? = nil, user: String, host: String, at: Date, reason: String, until: Date? = nil,
        cancelsScheduled: Bool = false
    ) {
        self.fleet = fleet
        self.user = user
        self.host = host
        self.at = at
        self.reason = reason
        self.until = until
        self.cancelsScheduled = cancelsScheduled
    }

    /// Whether it lasts at this time.
    public func isActive(at now: Date) -> Bool { until.map { now < $0 } ?? true }

    /// `paused by ada on build-7 at 2026-12-24 18:00 UTC until 2026-12-25 06:00 UTC: reason`.
    public var sentence: Message { "\(fleet == nil ? "all fleets are " : "")\(participle)" }

    /// `paused by ada on build-7 at …: why`, whichever fleets it is about.
    public var participle: Message {
        let end: Message = until.map { " until \(time: $0)" } ?? ""
        return "paused by \(user) on \(host) at \(past: at)\(end): \(reason)"
    }
}

extension Situation {
    /// The fleet's pause, if it lasts now.
    var pause: Pause? { memory.external.paused.flatMap { $0.isActive(at: now) ? $0 : nil } }
}
