import Testing

@testable import Client

@Suite struct RequestDispatcherTests {
    /// What leaves until `end`, when nothing is answered.
    static func permits(_ dispatcher: inout RequestDispatcher, until end: Double = 100) -> [RequestDispatcher.Permit] {
        var (all, now) = ([RequestDispatcher.Permit](), 0.0)
        while true {
            let step = dispatcher.step(at: now)
            all += step.permits
            guard let wake = step.wakeAt, wake <= end else { return all }
            now = wake
        }
    }

    @Test("calls that act go first, then those that were refused, then the others as they came")
    func order() {
        var dispatcher = RequestDispatcher(connections: 16)
        let queue = dispatcher.addQueue()
        for request in 0..<4 { dispatcher.enqueue(request, in: queue, .read, at: 0) }
        dispatcher.enqueue(4, in: queue, .retry, at: 0)
        dispatcher.enqueue(5, in: queue, .change, at: 0)
        dispatcher.remove(1)
        #expect(Self.permits(&dispatcher).map(\.request) == [5, 4, 0, 2, 3])
    }

    @Test("a queue that is throttled delays no other", arguments: [1, 16])
    func throttled(connections: Int) {
        var dispatcher = RequestDispatcher(connections: connections)
        let (slow, quick) = (dispatcher.addQueue(), dispatcher.addQueue())
        dispatcher.enqueue(0, in: slow, .read, at: 0)
        let first = Self.permits(&dispatcher)
        let limit = RateLimit(calls: 1, window: 600)
        #expect(dispatcher.finished(first[0], .refused(limit: limit, after: 500), at: 0) == limit)
        for request in 1...5 { dispatcher.enqueue(request, in: slow, .read, at: 0) }
        dispatcher.enqueue(6, in: quick, .read, at: 0)
        #expect(Self.permits(&dispatcher).map(\.request) == [6])
    }

    @Test("an endpoint that hangs leaves each other queue a part of the connections", arguments: 2...8)
    func hanging(count: Int) {
        var dispatcher = RequestDispatcher(connections: 16)
        let queues = (0..<count).map { _ in dispatcher.addQueue() }
        for request in 0..<100 { dispatcher.enqueue(request, in: queues[0], .read, at: 0) }
        // All but one hang.
        for queue in queues.dropFirst().dropLast() {
            for request in 0..<100 { dispatcher.enqueue(queue * 1000 + request, in: queue, .read, at: 0) }
        }
        let taken = Self.permits(&dispatcher).count
        #expect(taken >= 8 && taken < 16)
        dispatcher.enqueue(-1, in: queues[count - 1], .read, at: 100)
        #expect(dispatcher.step(at: 100).permits.map(\.request) == [-1])
    }

    @Test("all queues together have no more connections than there are", arguments: [1, 3, 16], [1, 2, 5, 40])
    func connections(maximum: Int, queues: Int) {
        var dispatcher = RequestDispatcher(connections: maximum)
        for queue in 0..<queues {
            _ = dispatcher.addQueue()
            for request in 0..<50 { dispatcher.enqueue(queue * 100 + request, in: queue, .read, at: 0) }
        }
        let running = Self.permits(&dispatcher)
        #expect(running.count == maximum)
        for call in running { _ = dispatcher.finished(call, .passed(wasHeld: true), at: 100) }
        #expect(dispatcher.step(at: 200).permits.count >= min(maximum, queues))
    }

    @Test("a call does not wait for a pause that is too long: one that acts less than one that reads")
    func longPauses() {
        var dispatcher = RequestDispatcher(connections: 16)
        let queue = dispatcher.addQueue()
        dispatcher.enqueue(0, in: queue, .read, at: 0)
        let first = dispatcher.step(at: 0).permits[0]
        _ = dispatcher.finished(first, .refused(limit: nil, after: 1000), at: 0)
        dispatcher.enqueue(1, in: queue, .change, at: 0)
        dispatcher.enqueue(2, in: queue, .read, at: 0)
        #expect(dispatcher.step(at: 0).refused.map(\.request) == [1, 2])
        dispatcher.enqueue(3, in: queue, .change, at: 200)
        dispatcher.enqueue(4, in: queue, .read, at: 200)
        let step = dispatcher.step(at: 200)
        #expect(step.refused.map(\.request) == [3])
        #expect(step.wakeAt == 1000)
        dispatcher.enqueue(5, in: queue, .change, at: 950)
        #expect(dispatcher.step(at: 950).refused.isEmpty)
        #expect(dispatcher.step(at: 1000).permits.map(\.request) == [5])
    }
}
