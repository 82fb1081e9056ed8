public import Fleet
public import FoundationEssentials
public import Planning

/// What a person did about fleets outside of runs, as the journal remembers it.
public struct Intervention: Hashable, Sendable {
    /// What was done.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Requests were stopped.
        case pause
        /// A pause was ended.
        case resume
        /// Failures were acknowledged.
        case retry
    }

    /// What was done.
    public var kind: Kind
    /// The fleet's name, in whichever region and project; nil: all fleets.
    public var fleet: String?
    /// Who did it.
    public var by: Operator
    /// When.
    public var at: Date
    /// Why, where that was said.
    public var reason: String?
    /// When a pause ends by itself; nil: never.
    public var until: Date?
    /// Whether a pause cancels scheduled upgrades of ours.
    public var cancelsScheduled: Bool
    /// The instances that a retry named, or else those of the fleet that it covered; nil: not known.
    public var instances: [InstanceID]?
    /// The check that a retry lets pass once; nil: it is about failures.
    public var check: String?

    /// An intervention.
    public init(
        _ kind: Kind, of fleet: String?, by: Operator, at: Date, reason: String? = nil, until: Date? = nil,
        cancelsScheduled: Bool = false, instances: [InstanceID]? = nil, check: String? = nil
    ) {
        (self.instances, self.check) = (instances, check)
        self.kind = kind
        self.fleet = fleet
        self.by = by
        self.at = at
        self.reason = reason
        self.until = until
        self.cancelsScheduled = cancelsScheduled
    }

    var pause: Pause? {
        guard kind == .pause else { return nil }
        return Pause(
            fleet: fleet, user: by.user, host: by.host, at: at, reason: reason ?? "", until: until,
            cancelsScheduled: cancelsScheduled)
    }
}

extension Sequence<Intervention> {
    /// The pauses that last, of these in the order in which they were made: a later one of the same fleet, or of all,
    /// takes the place of the earlier. `resume` of all fleets ends every pause.
    func pauses(at now: Date) -> [Pause] {
        var open: [Pause] = []
        for one in self {
            switch one.kind {
            case .pause: open = open.filter { $0.fleet != one.fleet } + [one.pause].compactMap(\.self)
            case .resume: open = one.fleet == nil ? [] : open.filter { $0.fleet != one.fleet }
            case .retry: break
            }
        }
        return open.filter { $0.isActive(at: now) }
    }

    /// What pauses one fleet: its own pause, and one of all fleets since which it was not resumed by its name.
    func pauses(of fleet: String, at now: Date) -> [Pause] {
        // To one fleet, its own resumption is one of everything.
        let own = compactMap { one -> Intervention? in
            guard one.fleet == nil || one.fleet == fleet else { return nil }
            var one = one
            if one.kind == .resume { one.fleet = nil }
            return one
        }
        return own.pauses(at: now)
    }

    /// Of what pauses one fleet the one that lasts longest, with the cancellation that any of them wants.
    func pause(of fleet: String, at now: Date) -> Pause? {
        let pauses = pauses(of: fleet, at: now)
        var longest = pauses.max { ($0.until ?? .distantFuture) < ($1.until ?? .distantFuture) }
        if pauses.contains(where: \.cancelsScheduled) { longest?.cancelsScheduled = true }
        return longest
    }
}

extension JournalStore {
    /// The pause of the fleets of that name which lasts at this time; nil: there is none.
    public func pause(ofFleetNamed name: String, at now: Date) async throws(JournalError) -> Pause? {
        try await pausesAndResumptions().pause(of: name, at: now)
    }

    /// The pauses that hold the fleets of that name at this time: their own, and one of all fleets.
    public func pauses(ofFleetNamed name: String, at now: Date) async throws(JournalError) -> [Pause] {
        try await pausesAndResumptions().pauses(of: name, at: now)
    }

    /// Every pause that lasts at this time.
    public func pauses(at now: Date) async throws(JournalError) -> [Pause] {
        try await pausesAndResumptions().pauses(at: now)
    }

    /// Whether it has a run of a fleet of that name, or of any; what people did about a fleet is none.
    public func hasRun(ofFleetsNamed name: String?) async throws(JournalError) -> Bool {
        try await !runs(ofFleetsNamed: name, limit: 1).isEmpty
    }
}
