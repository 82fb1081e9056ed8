extension RateController {
    /// How the gateway took a request.
    enum Answer: Sendable {
        /// It let the request through to the service, which may have answered with an error. `wasHeld`: the rate had
        /// held the request back.
        case passed(wasHeld: Bool)
        /// It refused the request for its rate; `after`, in seconds, is its `Retry-After`.
        case refused(limit: RateLimit?, after: Double?)
    }

    /// Takes account of the answer to the request that was sent at `sentAt`. Returns whether the known limit has
    /// changed.
    mutating func handle(_ answer: Answer, sentAt: Double, at now: Double) -> Bool {
        switch answer {
        case .passed(let wasHeld):
            grow(sentAt: sentAt, at: now, wasHeld: wasHeld)
            return false
        case .refused(let limit, let after):
            return shrink(limit: limit, after: after, sentAt: sentAt, at: now)
        }
    }

    private mutating func grow(sentAt: Double, at now: Double, wasHeld: Bool) {
        if sentAt > refusedAt { refusalsInARow = 0 }
        guard let goodAnswers else {
            let seconds = min(max(0, now - grownAt), max(1, 2 / rate))
            grownAt = now
            // An unnamed limit is probed again once there has been no refusal for a while.
            if learned == nil, now > refusedAt + Self.timeToProbe { goal *= 1 + 0.02 * seconds }
            rate = min(goal, rate + (goal - rate) * min(1, 0.1 * seconds / max(1, (learned?.window ?? 1) / 10)))
            return
        }
        guard wasHeld else { return }
        let isEnough = goodAnswers + 1 == Self.answersToDouble
        self.goodAnswers = isEnough ? 0 : goodAnswers + 1
        if isEnough { rate = min(rate * 2, 1e6) }
    }

    private mutating func shrink(limit: RateLimit?, after: Double?, sentAt: Double, at now: Double) -> Bool {
        log.remove(sentAt)
        if let after { pause(until: now + after) }
        // Requests that were under way when the first was refused say nothing new.
        guard sentAt > refusedAt else { return false }
        (refusedAt, grownAt, goodAnswers) = (now, now, nil)
        refusalsInARow += 1
        let known = learned
        if let limit, limit.rate < (known?.rate ?? .infinity) * 0.999 {
            (learned, repeats) = (limit, 0)
            goal = Self.share * limit.rate
            rate = goal
        } else if let known {
            // Our requests alone keep to the limit: the network bunches them, or another program uses a part of it.
            repeats += 1
            goal = Self.smallerShare * known.rate
            rate = repeats == 1 ? min(rate, goal) : max(goal / 20, min(rate, goal) * 0.7)
        } else {
            // Refusals in a row mean a far lower limit, but not for ever: the gateway may be out of order.
            let passed = Double(log.count(after: now - 1))
            let estimate = refusalsInARow == 1 ? 0.95 * min(rate, max(1, passed)) : goal / 2
            goal = max(Self.slowest, estimate)
            rate = 0.75 * goal
        }
        if after == nil || refusalsInARow > 3 { pause(until: now + backoff(at: now)) }
        // The gateway knows when a long window ends; our own log could only make it later.
        if after != nil, let learned, learned.window > 10 { log = SendLog() }
        return learned != known
    }

    /// How many seconds to wait where the gateway does not say: longer each time, but not where our own requests
    /// account for the limit, since it is then known when there is room again.
    private func backoff(at now: Double) -> Double {
        let isExplained = learned.map { log.count(after: now - $0.window) >= $0.calls } ?? false
        guard !isExplained || refusalsInARow > 1 else { return 0 }
        let doubled = Double(1 << min(refusalsInARow - 1, 10))
        guard let learned else { return min(60, doubled) }
        return min(learned.window, max(learned.window / 20, min(1, learned.window)) * doubled)
    }
}
