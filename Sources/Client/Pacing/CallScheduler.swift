/// Which of the waiting calls leaves next: a value without a clock. Times are in seconds.
///
/// A lane is one account at one endpoint and has a pace of its own. All lanes share the connections, but a part of them
/// is kept for each: one lane whose endpoint hangs does not stop the others. In a lane, calls that act go first, since
/// they were decided on fresh readings; then those that were refused for their rate; then the others as they came.
struct CallScheduler: Sendable {
    /// In which line a call waits.
    enum Urgency: Int, Sendable, CaseIterable { case acts, again, reads }

    /// How long in seconds a call waits for its lane's pause before it is refused unsent: one that acts would rest on
    /// old readings, and nobody looks at one that reads.
    static func longestPause(_ urgency: Urgency) -> Double { urgency == .acts ? 60 : 15 * 60 }

    /// A call that leaves.
    struct Departure: Sendable {
        let ticket, lane: Int
        let sentAt: Double
        /// Whether its lane's pace has held it back.
        let wasHeld: Bool
    }

    /// What to do now.
    struct Step: Sendable {
        var departures: [Departure] = []
        /// The tickets of calls that would wait too long, with the seconds until one of their lane may leave.
        var refused: [(ticket: Int, wait: Double)] = []
        /// When to ask again, if nothing happens before; nil where only an answer can change anything.
        var wakeAt: Double?
    }

    private struct Lane: Sendable {
        var pace: Pace
        var lines = Urgency.allCases.map { _ in TicketLine() }
        var inFlight = 0
    }

    private let connections: Int
    private let ceiling: RateLimit?
    private var lanes: [Lane] = []
    private var joinedAt: [Int: Double] = [:]
    private var inFlight = 0
    private var lastServed = 0

    init(connections: Int, ceiling: RateLimit? = nil) {
        (self.connections, self.ceiling) = (max(1, connections), ceiling)
    }

    mutating func addLane() -> Int {
        lanes.append(Lane(pace: Pace(ceiling: ceiling)))
        return lanes.count - 1
    }

    mutating func join(_ ticket: Int, lane: Int, _ urgency: Urgency, at now: Double) {
        lanes[lane].lines[urgency.rawValue].join(ticket)
        joinedAt[ticket] = now
    }

    mutating func leave(_ ticket: Int) { joinedAt[ticket] = nil }

    /// Whoever may leave now has left.
    mutating func step(at now: Double) -> Step {
        var step = Step()
        for lane in lanes.indices { refuseWhatWaitsTooLong(in: lane, at: now, &step) }
        while let departure = departure(at: now) { step.departures.append(departure) }
        for lane in lanes.indices where first(in: lane) != nil && hasRoom(lane) && lanes[lane].pace.next > now {
            step.wakeAt = min(step.wakeAt ?? .infinity, lanes[lane].pace.next)
        }
        return step
    }

    /// A call is over. `answer` is nil where none came that says anything about the lane's limit; `pause` in seconds is
    /// what the service asked for. Returns the limit where it was learned just now.
    mutating func finished(_ call: Departure, _ answer: Pace.Answer?, pause: Double? = nil, at now: Double)
        -> RateLimit?
    {
        inFlight -= 1
        lanes[call.lane].inFlight -= 1
        if let pause { lanes[call.lane].pace.pause(until: now + pause) }
        guard let answer, lanes[call.lane].pace.answered(answer, sentAt: call.sentAt, at: now) else { return nil }
        return lanes[call.lane].pace.learned
    }

    /// The pace of a lane, as it is.
    func pace(of lane: Int) -> Pace { lanes[lane].pace }

    private mutating func departure(at now: Double) -> Departure? {
        for urgency in Urgency.allCases {
            for step in 1...max(1, lanes.count) where !lanes.isEmpty {
                let lane = (lastServed + step) % lanes.count
                let next = lanes[lane].pace.next
                guard next <= now, hasRoom(lane), let ticket = first(in: lane, urgency) else { continue }
                let joined = joinedAt.removeValue(forKey: ticket) ?? now
                lanes[lane].lines[urgency.rawValue].removeFirst()
                lanes[lane].pace.send(at: now)
                lanes[lane].inFlight += 1
                inFlight += 1
                lastServed = lane
                return Departure(ticket: ticket, lane: lane, sentAt: now, wasHeld: next > joined)
            }
        }
        return nil
    }

    private mutating func refuseWhatWaitsTooLong(in lane: Int, at now: Double, _ step: inout Step) {
        let wait = lanes[lane].pace.next - now
        for urgency in Urgency.allCases where wait > Self.longestPause(urgency) {
            while let ticket = first(in: lane, urgency) {
                lanes[lane].lines[urgency.rawValue].removeFirst()
                joinedAt[ticket] = nil
                step.refused.append((ticket, wait))
            }
        }
    }

    /// Whether a call of the lane may have a connection, when every other lane's own part is left free.
    private func hasRoom(_ lane: Int) -> Bool {
        guard inFlight < connections else { return false }
        guard lanes.count > 1 else { return true }
        let part = max(1, connections / (2 * lanes.count))
        if lanes[lane].inFlight < part { return true }
        let kept = lanes.indices.reduce(0) { $0 + ($1 == lane ? 0 : max(0, part - lanes[$1].inFlight)) }
        return inFlight + kept < connections
    }

    private mutating func first(in lane: Int) -> Int? {
        for urgency in Urgency.allCases { if let ticket = first(in: lane, urgency) { return ticket } }
        return nil
    }

    /// The first of a line that has not left it.
    private mutating func first(in lane: Int, _ urgency: Urgency) -> Int? {
        while let ticket = lanes[lane].lines[urgency.rawValue].first {
            if joinedAt[ticket] != nil { return ticket }
            lanes[lane].lines[urgency.rawValue].removeFirst()
        }
        return nil
    }
}

/// Tickets, first come first served.
struct TicketLine: Sendable {
    private var tickets: [Int] = []
    private var head = 0

    var first: Int? { head < tickets.count ? tickets[head] : nil }

    mutating func join(_ ticket: Int) { tickets.append(ticket) }

    mutating func removeFirst() {
        head += 1
        if head > 64, head * 2 > tickets.count {
            tickets.removeFirst(head)
            head = 0
        }
    }
}
