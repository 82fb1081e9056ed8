/// Decides which of the waiting requests is sent next: a value without a clock. Times are in seconds.
///
/// A queue is one account at one endpoint and has a rate of its own. All queues share the connections, but a part of them
/// is kept for each: one queue whose endpoint hangs does not stop the others. In a queue, requests that change something go
/// first, since they were decided on fresh readings; then those that the gateway refused for their rate; then the others in
/// the order of their arrival.
struct RequestDispatcher: Sendable {
    /// In which order the requests of a queue are sent.
    enum Priority: Int, Sendable, CaseIterable { case change, retry, read }

    /// How long in seconds a request waits for its queue's pause before it is refused unsent. One that changes something
    /// would rest on old readings; one that reads can wait for longer.
    static func longestPause(_ priority: Priority) -> Double { priority == .change ? 60 : 15 * 60 }

    /// The permission to send one request now.
    struct Permit: Sendable {
        let request, queue: Int
        let sentAt: Double
        /// Whether the queue's rate held the request back.
        let wasHeld: Bool
    }

    /// The decisions of one moment.
    struct Step: Sendable {
        var permits: [Permit] = []
        /// The requests that would wait too long, with the seconds until their queue may send one.
        var refused: [(request: Int, wait: Double)] = []
        /// When to ask again, if nothing happens before; nil where only an answer can change anything.
        var wakeAt: Double?
    }

    private struct Queue: Sendable {
        var rate: RateController
        var waiting = Priority.allCases.map { _ in FirstInFirstOut() }
        var inFlight = 0
    }

    private let connections: Int
    private let ceiling: RateLimit?
    private var queues: [Queue] = []
    /// When each request that still waits arrived; those that were removed are skipped when their turn comes.
    private var arrivedAt: [Int: Double] = [:]
    private var inFlight = 0
    private var lastServed = 0

    init(connections: Int, ceiling: RateLimit? = nil) {
        (self.connections, self.ceiling) = (max(1, connections), ceiling)
    }

    mutating func addQueue() -> Int {
        queues.append(Queue(rate: RateController(ceiling: ceiling)))
        return queues.count - 1
    }

    mutating func enqueue(_ request: Int, in queue: Int, _ priority: Priority, at now: Double) {
        queues[queue].waiting[priority.rawValue].append(request)
        arrivedAt[request] = now
    }

    mutating func remove(_ request: Int) { arrivedAt[request] = nil }

    /// Permits every request that may be sent now.
    mutating func step(at now: Double) -> Step {
        var step = Step()
        for queue in queues.indices { refuseExcessiveWaits(in: queue, at: now, &step) }
        while let permit = nextPermit(at: now) { step.permits.append(permit) }
        for queue in queues.indices where first(in: queue) != nil && hasRoom(queue) && queues[queue].rate.next > now {
            step.wakeAt = min(step.wakeAt ?? .infinity, queues[queue].rate.next)
        }
        return step
    }

    /// A request is over. `answer` is nil where none came that says anything about the queue's limit; `pause` in seconds is
    /// what the service asked for. Returns the limit where it was learned just now.
    mutating func finished(_ permit: Permit, _ answer: RateController.Answer?, pause: Double? = nil, at now: Double)
        -> RateLimit?
    {
        inFlight -= 1
        queues[permit.queue].inFlight -= 1
        if let pause { queues[permit.queue].rate.pause(until: now + pause) }
        guard let answer, queues[permit.queue].rate.handle(answer, sentAt: permit.sentAt, at: now) else { return nil }
        return queues[permit.queue].rate.learned
    }

    /// The rate controller of a queue, as it is.
    func rate(of queue: Int) -> RateController { queues[queue].rate }

    private mutating func nextPermit(at now: Double) -> Permit? {
        for priority in Priority.allCases {
            for step in 1...max(1, queues.count) where !queues.isEmpty {
                let queue = (lastServed + step) % queues.count
                let next = queues[queue].rate.next
                guard next <= now, hasRoom(queue), let request = first(in: queue, priority) else { continue }
                let arrived = arrivedAt.removeValue(forKey: request) ?? now
                queues[queue].waiting[priority.rawValue].removeFirst()
                queues[queue].rate.send(at: now)
                queues[queue].inFlight += 1
                inFlight += 1
                lastServed = queue
                return Permit(request: request, queue: queue, sentAt: now, wasHeld: next > arrived)
            }
        }
        return nil
    }

    private mutating func refuseExcessiveWaits(in queue: Int, at now: Double, _ step: inout Step) {
        let wait = queues[queue].rate.next - now
        for priority in Priority.allCases where wait > Self.longestPause(priority) {
            while let request = first(in: queue, priority) {
                queues[queue].waiting[priority.rawValue].removeFirst()
                arrivedAt[request] = nil
                step.refused.append((request, wait))
            }
        }
    }

    /// Whether a request of the queue may have a connection, when every other queue's own part is left free.
    private func hasRoom(_ queue: Int) -> Bool {
        guard inFlight < connections else { return false }
        guard queues.count > 1 else { return true }
        let part = max(1, connections / (2 * queues.count))
        if queues[queue].inFlight < part { return true }
        let kept = queues.indices.reduce(0) { $0 + ($1 == queue ? 0 : max(0, part - queues[$1].inFlight)) }
        return inFlight + kept < connections
    }

    private mutating func first(in queue: Int) -> Int? {
        for priority in Priority.allCases { if let request = first(in: queue, priority) { return request } }
        return nil
    }

    /// The first of a queue that has not been removed.
    private mutating func first(in queue: Int, _ priority: Priority) -> Int? {
        while let request = queues[queue].waiting[priority.rawValue].first {
            if arrivedAt[request] != nil { return request }
            queues[queue].waiting[priority.rawValue].removeFirst()
        }
        return nil
    }
}

/// Requests in the order of their arrival.
struct FirstInFirstOut: Sendable {
    private var requests: [Int] = []
    private var head = 0

    var first: Int? { head < requests.count ? requests[head] : nil }

    mutating func append(_ request: Int) { requests.append(request) }

    mutating func removeFirst() {
        head += 1
        if head > 64, head * 2 > requests.count {
            requests.removeFirst(head)
            head = 0
        }
    }
}
