import Testing

@testable import Client

@Suite struct CallSchedulerTests {
    /// What leaves until `end`, when nothing is answered.
    static func departures(_ scheduler: inout CallScheduler, until end: Double = 100) -> [CallScheduler.Departure] {
        var (all, now) = ([CallScheduler.Departure](), 0.0)
        while true {
            let step = scheduler.step(at: now)
            all += step.departures
            guard let wake = step.wakeAt, wake <= end else { return all }
            now = wake
        }
    }

    @Test("calls that act go first, then those that were refused, then the others as they came")
    func order() {
        var scheduler = CallScheduler(connections: 16)
        let lane = scheduler.addLane()
        for ticket in 0..<4 { scheduler.join(ticket, lane: lane, .reads, at: 0) }
        scheduler.join(4, lane: lane, .again, at: 0)
        scheduler.join(5, lane: lane, .acts, at: 0)
        scheduler.leave(1)
        #expect(Self.departures(&scheduler).map(\.ticket) == [5, 4, 0, 2, 3])
    }

    @Test("a lane that is throttled delays no other", arguments: [1, 16])
    func throttled(connections: Int) {
        var scheduler = CallScheduler(connections: connections)
        let (slow, quick) = (scheduler.addLane(), scheduler.addLane())
        scheduler.join(0, lane: slow, .reads, at: 0)
        let first = Self.departures(&scheduler)
        let limit = RateLimit(calls: 1, window: 600)
        #expect(scheduler.finished(first[0], .refused(limit: limit, after: 500), at: 0) == limit)
        for ticket in 1...5 { scheduler.join(ticket, lane: slow, .reads, at: 0) }
        scheduler.join(6, lane: quick, .reads, at: 0)
        #expect(Self.departures(&scheduler).map(\.ticket) == [6])
    }

    @Test("an endpoint that hangs leaves each other lane a part of the connections", arguments: 2...8)
    func hanging(count: Int) {
        var scheduler = CallScheduler(connections: 16)
        let lanes = (0..<count).map { _ in scheduler.addLane() }
        for ticket in 0..<100 { scheduler.join(ticket, lane: lanes[0], .reads, at: 0) }
        // All but one hang.
        for lane in lanes.dropFirst().dropLast() {
            for ticket in 0..<100 { scheduler.join(lane * 1000 + ticket, lane: lane, .reads, at: 0) }
        }
        let taken = Self.departures(&scheduler).count
        #expect(taken >= 8 && taken < 16)
        scheduler.join(-1, lane: lanes[count - 1], .reads, at: 100)
        #expect(scheduler.step(at: 100).departures.map(\.ticket) == [-1])
    }

    @Test("all lanes together have no more connections than there are", arguments: [1, 3, 16], [1, 2, 5, 40])
    func connections(maximum: Int, lanes: Int) {
        var scheduler = CallScheduler(connections: maximum)
        for lane in 0..<lanes {
            _ = scheduler.addLane()
            for ticket in 0..<50 { scheduler.join(lane * 100 + ticket, lane: lane, .reads, at: 0) }
        }
        let running = Self.departures(&scheduler)
        #expect(running.count == maximum)
        for call in running { _ = scheduler.finished(call, .good(wasHeld: true), at: 100) }
        #expect(scheduler.step(at: 200).departures.count >= min(maximum, lanes))
    }

    @Test("a call does not wait for a pause that is too long: one that acts less than one that reads")
    func longPauses() {
        var scheduler = CallScheduler(connections: 16)
        let lane = scheduler.addLane()
        scheduler.join(0, lane: lane, .reads, at: 0)
        let first = scheduler.step(at: 0).departures[0]
        _ = scheduler.finished(first, .refused(limit: nil, after: 1000), at: 0)
        scheduler.join(1, lane: lane, .acts, at: 0)
        scheduler.join(2, lane: lane, .reads, at: 0)
        #expect(scheduler.step(at: 0).refused.map(\.ticket) == [1, 2])
        scheduler.join(3, lane: lane, .acts, at: 200)
        scheduler.join(4, lane: lane, .reads, at: 200)
        let step = scheduler.step(at: 200)
        #expect(step.refused.map(\.ticket) == [3])
        #expect(step.wakeAt == 1000)
        scheduler.join(5, lane: lane, .acts, at: 950)
        #expect(scheduler.step(at: 950).refused.isEmpty)
        #expect(scheduler.step(at: 1000).departures.map(\.ticket) == [5])
    }
}
