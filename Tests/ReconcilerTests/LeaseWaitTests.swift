import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Simulator
import Synchronization
import Testing

@testable import Reconciler

/// How a run waits for another run of its fleet.
@Suite struct LeaseWaitTests {
    let journal = InMemoryJournal()
    let fleet: FleetKey

    init() throws { fleet = try FleetKey.test("orders") }

    /// A clock that goes on only while something sleeps.
    final class Clock: WallClock {
        private let time: Mutex<Date>
        private let duringSleep: @Sendable (Date) async throws -> Void

        init(duringSleep: @escaping @Sendable (Date) async throws -> Void = { _ in }) {
            time = Mutex(.test(0))
            self.duringSleep = duringSleep
        }

        var now: Date { time.withLock { $0 } }

        func sleep(until date: Date) async throws {
            time.withLock { $0 = max($0, date) }
            try await duringSleep(date)
        }
    }

    func start(_ now: Date) -> RunStart {
        RunStart(fleet: fleet, revision: "main@1", host: "h", pid: 1, startedAt: now)
    }

    func lease(timeout: Duration = .zero, clock: Clock = Clock()) async throws -> any FleetLease {
        try await JournalAccess(journal: journal, leaseTimeout: timeout).lease(for: start, waits: true, clock: clock)
    }

    @Test func itWaitsAsLongAsItShouldAndNoLonger() async throws {
        let held = try await lease()
        let tries = Mutex(0)
        let clock = Clock { _ in tries.withLock { $0 += 1 } }
        let error = await #expect(throws: LeaseError.self) { try await lease(timeout: .seconds(1), clock: clock) }
        guard case .held(_?)? = error?.code else { throw try #require(error) }
        #expect(clock.now == .test(1000))
        #expect(tries.withLock { $0 } == 5)
        await held.release()
    }

    @Test func itDoesNotWaitUnlessItShould() async throws {
        let held = try await lease()
        let clock = Clock()
        await #expect(throws: LeaseError.self) { try await lease(clock: clock) }
        #expect(clock.now == .test(0))
        await held.release()
    }

    @Test func itBeginsWhenTheLeaseComesFree() async throws {
        let held = try await lease()
        let clock = Clock { if $0 >= .test(3000) { await held.release() } }
        let next = try await lease(timeout: .seconds(10), clock: clock)
        #expect((.test(3000)...(.test(3200))).contains(clock.now))
        #expect(journal.runs(ofFleetsNamed: nil, limit: 1).first?.start.startedAt == clock.now)
        await next.release()
    }

    @Test func aRunThatIsCancelledStopsWaiting() async throws {
        let held = try await lease()
        let clock = Clock { _ in throw CancellationError() }
        await #expect(throws: CancellationError.self) { try await lease(timeout: .seconds(10), clock: clock) }
        await held.release()
    }

    /// All fleets begin before any of them observes; one that has to wait for another run keeps none of them.
    @Test(.timeLimit(.minutes(5))) func aFleetThatWaitsDoesNotKeepTheOthers() async throws {
        let instances = try LocalCloud.instances(2, version: LocalCloud.declared)
        let fleets = try ["free", "held"].enumerated().map { try LocalCloud.fleet(named: $1, [instances[$0]]) }
        let project = try #require(ProjectID(FleetFile.defaultProjectID))
        let key = FleetKey(region: "cn-north-4", project: project, name: "held")
        let held = try journal.lease(
            for: RunStart(fleet: key, revision: "main@1", host: "h", pid: 1, startedAt: Date()))
        async let run = LocalCloud.reconcile(
            FleetFile(settings: LocalCloud.quick, instances: instances), fleets,
            state: JournalAccess(journal: journal, leaseTimeout: .seconds(600)))
        while journal.runs(ofFleetsNamed: "free", limit: 1).first?.completion == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(journal.runs(ofFleetsNamed: "held", limit: 9).count == 1)
        await held.release()
        #expect(try await run.reports.map(\.result) == [.converged, .converged])
    }
}
