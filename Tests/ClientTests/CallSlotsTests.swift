import Foundation
import Testing

@testable import Client

@Suite(.timeLimit(.minutes(1))) struct CallSlotsTests {
    @Test("slots that were handed on, failed in or given up in line are all there again, and no more than them")
    func conservation() async throws {
        let slots = CallSlots(2)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try? await slots.run {
                        await Task.yield()
                        if number % 3 == 0 { throw CancellationError() }
                    }
                }
            }
            for _ in 0..<20 { await Task.yield() }
            group.cancelAll()
        }
        let (released, release) = AsyncStream<Void>.makeStream()
        let running = StepClock()
        let held = (0..<5).map { _ in
            Task {
                try await slots.run {
                    running.advance(1)
                    for await _ in released {}
                }
            }
        }
        while running.now.timeIntervalSince1970 < 2 { await Task.yield() }
        for _ in 0..<1000 { await Task.yield() }
        #expect(running.now.timeIntervalSince1970 == 2)
        release.finish()
        for task in held { try await task.value }
    }
}
