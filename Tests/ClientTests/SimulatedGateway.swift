@testable import Client

/// How a gateway counts calls.
enum Counting: Sendable, CaseIterable {
    case fixedWindow, slidingWindow, tokenBucket
}

/// A gateway that lets so many calls through, in virtual time.
struct SimulatedGateway {
    let counting: Counting
    let calls: Int
    let window: Double
    /// When a fixed window begins, as a share of the window.
    var phase = 0.0
    /// How many calls a bucket holds, as a share of the limit.
    var bucket = 1.0
    private var times: [Double] = []
    private var head = 0
    private var tokens: Double
    private var filledAt = 0.0

    init(_ counting: Counting, _ calls: Int, per window: Double, phase: Double = 0, bucket: Double = 1) {
        (self.counting, self.calls, self.window, self.phase, self.bucket) = (counting, calls, window, phase, bucket)
        tokens = Double(calls) * bucket
    }

    /// Whether a call that arrives now is let through.
    mutating func admits(at now: Double) -> Bool {
        switch counting {
        case .fixedWindow:
            let start = ((now / window - phase).rounded(.down) + phase) * window
            return admit(at: now, after: start)
        case .slidingWindow:
            return admit(at: now, after: now - window)
        case .tokenBucket:
            tokens = min(Double(calls) * bucket, tokens + (now - filledAt) * Double(calls) / window)
            filledAt = now
            guard tokens >= 1 else { return false }
            tokens -= 1
            return true
        }
    }

    private mutating func admit(at now: Double, after start: Double) -> Bool {
        while head < times.count, times[head] <= start { head += 1 }
        guard times.count - head < calls else { return false }
        times.append(now)
        return true
    }

    /// In how many seconds there is room again.
    func wait(at now: Double) -> Double {
        switch counting {
        case .fixedWindow: ((now / window - phase).rounded(.down) + phase + 1) * window - now
        case .slidingWindow: head < times.count ? times[head] + window - now : 0
        case .tokenBucket: max(0, (1 - tokens) * window / Double(calls))
        }
    }
}

/// Sends calls through a dispatcher to a gateway, in virtual time, and remembers how they went.
struct GatewayRun {
    struct Refusal { let sentAt: Double }
    /// What the gateway says when it refuses a call.
    struct Words: OptionSet, Sendable {
        let rawValue: Int
        static let limit = Words(rawValue: 1)
        static let retryAfter = Words(rawValue: 2)
    }

    private(set) var duration = 0.0
    private(set) var sent: [Double] = []
    private(set) var refusals: [Double] = []
    /// The rate, over the later half of the calls that were let through, in calls a second.
    private(set) var steadyRate = 0.0

    /// `latency` in seconds is the least time to the gateway, and as much again at random; the answers take as long.
    init(
        _ gateway: SimulatedGateway, calls: Int, words: Words, ceiling: Double? = nil, connections: Int = 16,
        latency: Double = 0.004, seed: UInt64 = 1
    ) {
        var gateway = gateway
        var random = Seeded(seed)
        var dispatcher = RequestDispatcher(
            connections: connections, ceiling: ceiling.flatMap { RateLimit(perSecond: $0) })
        let queue = dispatcher.addQueue()
        enum Event {
            case arrival(RequestDispatcher.Permit), answer(RequestDispatcher.Permit, RateController.Answer), wake
        }
        var events: [(time: Double, event: Event)] = []
        func add(_ time: Double, _ event: Event) {
            events.insert((time, event), at: events.firstIndex { $0.time > time } ?? events.endIndex)
        }
        for request in 0..<calls { dispatcher.enqueue(request, in: queue, .read, at: 0) }
        var (now, admitted, wakeAt) = (0.0, [Double](), Double.infinity)
        while admitted.count < calls {
            let step = dispatcher.step(at: now)
            for permit in step.permits {
                sent.append(now)
                add(now + latency * (1 + random.next()), .arrival(permit))
            }
            if let wake = step.wakeAt, wake < wakeAt || wakeAt <= now {
                wakeAt = wake
                // Timers are late.
                add(wake + 0.002 * random.next(), .wake)
            }
            guard !events.isEmpty else { break }
            let (time, event) = events.removeFirst()
            now = time
            switch event {
            case .wake: break
            case .arrival(let call):
                let isAdmitted = gateway.admits(at: now)
                if isAdmitted { admitted.append(now) } else { refusals.append(call.sentAt) }
                let limit = words.contains(.limit) ? RateLimit(calls: gateway.calls, window: gateway.window) : nil
                let after = words.contains(.retryAfter) ? gateway.wait(at: now).rounded(.up) : nil
                let answer =
                    isAdmitted
                    ? RateController.Answer.passed(wasHeld: call.wasHeld) : .refused(limit: limit, after: after)
                add(now + latency * (1 + random.next()), .answer(call, answer))
            case .answer(let call, let answer):
                _ = dispatcher.finished(call, answer, at: now)
                if case .refused = answer { dispatcher.enqueue(call.request, in: queue, .retry, at: now) }
            }
            if wakeAt <= now { wakeAt = .infinity }
        }
        duration = admitted.last ?? 0
        let later = admitted[(admitted.count / 2)...]
        if let first = later.first, later.count > 1, duration > first {
            steadyRate = Double(later.count - 1) / (duration - first)
        }
    }

    /// How many times refusals came that were none of an earlier one's, at least `gap` seconds apart.
    func episodes(apart gap: Double) -> Int {
        refusals.reduce(into: (count: 0, last: -Double.infinity)) { found, time in
            if time > found.last + gap { found.count += 1 }
            found.last = time
        }.count
    }
}

/// Random numbers that are the same each time.
struct Seeded {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// From 0 up to 1.
    mutating func next() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) / Double(UInt64(1) << 53)
    }
}
