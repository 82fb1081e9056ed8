import Foundation
import Journal
import Reconciler
import Synchronization
import Testing

/// A machine whose clock and uptime a test sets.
private final class Machine: Sendable {
    private let times = Mutex((wall: Int64(1_800_000_000_000_000_000), uptime: Int64(5_000_000_000)))
    var wall: Int64 { times.withLock { $0.wall } }
    var uptime: Int64 { times.withLock { $0.uptime } }
    func pass(_ seconds: Int64) {
        times.withLock { $0 = ($0.wall + seconds * 1_000_000_000, $0.uptime + seconds * 1_000_000_000) }
    }
    func set(_ seconds: Double) { times.withLock { $0.wall += Int64(seconds * 1e9) } }
    var clock: SteadyClock { SteadyClock(wall: { self.wall }, uptime: { self.uptime }, boot: "one") }
}

@Suite struct SteadyClockTests {
    @Test(arguments: [600.0, -600, 31_536_000]) func durationsStayTrueWhenTheClockIsSet(seconds: Double) {
        let machine = Machine()
        let clock = machine.clock
        let before = clock.now
        machine.set(seconds)
        machine.pass(2)
        #expect(clock.now.timeIntervalSince(before) == 2)
        let settings = clock.checkSettings()
        #expect(settings.count == 1 && settings.last == .seconds(seconds))
        #expect(clock.now.timeIntervalSince(before) == 2 + seconds, "it follows the machine's clock from then")
        #expect(clock.checkSettings().count == 1)
    }

    /// As time services do all the time.
    @Test func smallStepsAreFollowedAndNoSetting() {
        let machine = Machine()
        let clock = machine.clock
        for _ in 0..<10 {
            machine.set(1.5)
            #expect(clock.checkSettings().count == 0)
        }
    }

    @Test(arguments: [(600.0, 600.0), (-3, -3), (1, nil)])
    func theNextRunOfTheSameMachineKnowsThatTheClockWasSet(seconds: Double, expected: Double?) throws {
        let machine = Machine()
        let before = try #require(machine.clock.checkSettings().mark)
        machine.pass(3600)
        machine.set(seconds)
        let after = try #require(machine.clock.checkSettings().mark)
        #expect(after.setting(since: before) == expected.map { .seconds($0) })
        #expect(
            ClockMark(boot: "two", offset: after.offset).setting(since: before) == nil, "another start says nothing")
    }

    @Test func aProcessThatStoodStillIsNoticed() {
        let machine = Machine()
        let watch = StallWatch(uptime: { machine.uptime })
        machine.pass(3)
        #expect(watch.count == 0, "a busy machine is no pause")
        machine.pass(75)
        #expect(watch.count == 1)
        #expect(watch.count == 1)
    }
}
