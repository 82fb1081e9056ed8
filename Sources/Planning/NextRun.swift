internal import Fleet
internal import FoundationEssentials

/// When a request could first leave for the instances that go on by themselves: not before all of an instance's own
/// waits are over, and then when the rollout's windows and freezes permit it.
///
/// The windows are asked once for each distinct time.
struct NextRun {
    /// When a request for one instance could leave.
    private enum Start: Hashable {
        /// As soon as a run begins.
        case atOnce
        /// Then, in whole seconds.
        case at(Date)
        /// When others are done, or only after a person has acted.
        case unknown
    }

    private let situation: Situation
    private let waves: Waves
    /// The rules but for those whose end is a time.
    private let others: [Guard]
    /// When the soaks of all waves before each are over; nil where one of those is not done.
    private let soaks: [Date?]
    private(set) var openings: [Date: Date?] = [:]
    /// Whether one of them could as soon as a run begins.
    private(set) var isAtOnce = false
    private var earliest: Date?

    init(_ situation: Situation, _ waves: Waves, _ guards: [Guard]) {
        (self.situation, self.waves) = (situation, waves)
        others = guards.filter { $0.liftedBy == .change }
        var soaks: [Date?] = []
        var end: Date? = .distantPast
        for wave in waves.all {
            soaks.append(end)
            end = wave.isDone && !wave.isUntried ? end.map { max($0, wave.soaksUntil ?? .distantPast) } : nil
        }
        self.soaks = soaks
    }

    /// The first of the times at which a request could leave, of the actions that were taken in; nil where no time is
    /// known, or where one could leave as soon as a run begins.
    var date: Date? { isAtOnce ? nil : earliest }

    /// Takes in what is done with an instance. Returns the same with the time at which a run could really go on: what
    /// merely ends then without permitting a request is no promise.
    mutating func timed(_ item: InstanceAction) -> Action {
        guard item.action.outlook == .waiting, let reason = item.action.reason else { return item.action }
        let start = start(of: item, reason)
        switch start {
        case .atOnce: isAtOnce = true
        case .at(let date): earliest = min(earliest ?? date, date)
        case .unknown: break
        }
        if case .hold = item.action { return reason.until == nil ? item.action : retried(reason, start) }
        guard case .at(let date) = start else { return item.action }
        let isNew = date.minute != reason.until?.minute
        return .wait(
            Reason(
                reason.code, isNew ? "\(reason.words); not requested before \(time: date, in: zone)" : reason.words,
                until: date))
    }

    /// A failure that is left alone for a while.
    private func retried(_ reason: Reason, _ start: Start) -> Action {
        guard case .at(let date) = start else {
            return .wait(Reason(reason.code, "\(reason.words); tried again by a later run"))
        }
        return .hold(Reason(reason.code, "\(reason.words); tried again after \(time: date, in: zone)", until: date))
    }

    private mutating func start(of item: InstanceAction, _ reason: Reason) -> Start {
        guard let wait = wait(of: item, reason), let opening = opening(from: max(wait, situation.now)) else {
            return .unknown
        }
        guard opening > situation.now else { return .atOnce }
        return .at(Date(timeIntervalSince1970: opening.timeIntervalSince1970.rounded(.up)))
    }

    /// When all that the instance itself waits for is over, whichever rule spoke first; nil where that is not known.
    private func wait(of item: InstanceAction, _ reason: Reason) -> Date? {
        switch reason.code {
        case .scheduled: return reason.until.flatMap { $0 > situation.now ? $0 : nil }
        case .upgrading, .submitted, .busy, .moving, .prechecking, .checkNotEvaluated, .noSlot, .needsConfirmation:
            return nil
        default: break
        }
        guard let waveIndex = item.waveIndex, let soak = soaks[waveIndex],
            Planner.block(waves.all[waveIndex])?.code != .manualGate
        else { return nil }
        var wait = max(soak, reason.until ?? .distantPast)
        if let upstream = waves.upstreams.action(for: item.desired.version) {
            guard let end = upstream.reason?.until else { return nil }
            wait = max(wait, end)
        }
        if let pause = situation.pause {
            guard let end = pause.until else { return nil }
            wait = max(wait, end)
        }
        wait = max(wait, situation.graceEnd(of: item.desired.id) ?? .distantPast)
        // What the rules after the timed ones say is about the present, and the best that is known of the time to come.
        let other = others.action(for: item.desired, item.waveIndex, in: situation, waves: waves)
        switch other.outlook {
        case nil: return wait
        case .waiting: return max(wait, other.reason?.until ?? .distantPast)
        case .attention, .leftOut: return nil
        }
    }

    private var zone: ZoneRules? { situation.fleet.rollout.zone }

    private mutating func opening(from date: Date) -> Date? {
        if let known = openings[date] { return known }
        let opening = situation.fleet.rollout.opening(from: date)
        openings[date] = .some(opening)
        return opening
    }
}

extension Situation {
    /// Until when upgrades of an instance that were requested elsewhere are given the time to show; nil where they are
    /// not.
    fileprivate func graceEnd(of id: InstanceID) -> Date? {
        let elsewhere = purpose == .run ? memory.external.requestedElsewhere[id].map { $0 + settings.timeToShow } : nil
        return [elsewhere, memory.graceUntil].compactMap(\.self).max()
    }
}
