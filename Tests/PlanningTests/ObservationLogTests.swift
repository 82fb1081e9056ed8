import Fleet
import Foundation
import Testing

@testable import Planning

@Suite struct ObservationLogTests {
    func seen(_ version: KernelVersion, after seconds: Double = 0) throws -> Observation {
        Observation(startedAt: Fixture.start + seconds, instances: try Fixture.observed(1, current: version))
    }

    @Test func aListThatLagsIsCorrectedUntilItHasCaughtUp() throws {
        let id = try Fixture.id(1)
        var log = ObservationLog()
        log.add(try seen(Fixture.old), now: Fixture.start + 5)
        #expect(log.duration == .seconds(5))
        let isCorrected = log.correct(id, to: Fixture.declared)
        #expect(isCorrected)
        #expect(log.last?.instances[id]?.current == Fixture.declared)
        log.add(try seen(Fixture.old, after: 30), now: Fixture.start + 31)
        #expect(log.last?.instances[id]?.current == Fixture.declared, "the list still lags")
        log.add(try seen(Fixture.declared, after: 60), now: Fixture.start + 61)
        let isCorrectedAgain = log.correct(id, to: Fixture.declared)
        #expect(!isCorrectedAgain, "the list says so itself")
        #expect(log.last?.instances[id]?.current == Fixture.declared)
    }

    @Test func theFirstMayNotFailAndLaterOnesSeveralTimesInARow() throws {
        var log = ObservationLog()
        let isFirstFinal = log.addFailure()
        #expect(isFirstFinal)
        log.add(try seen(Fixture.old), now: Fixture.start)
        let inARow = (1...ObservationLog.maximumFailures).map { _ in log.addFailure() }
        #expect(inARow == [false, false, false, false, true])
        log.add(try seen(Fixture.old), now: Fixture.start)
        let isFinalAfterSuccess = log.addFailure()
        #expect(!isFinalAfterSuccess, "one that succeeds counts them anew")
    }

    @Test func versionsAreQueriedOnceAnObservation() throws {
        var log = ObservationLog()
        log.add(try seen(Fixture.old), now: Fixture.start)
        #expect(!log.hasQueriedVersionsSinceLast && !log.hasQueriedVersions)
        log.noteVersionQuery()
        #expect(log.hasQueriedVersionsSinceLast && log.hasQueriedVersions)
        log.add(try seen(Fixture.old, after: 30), now: Fixture.start + 30)
        #expect(!log.hasQueriedVersionsSinceLast && log.hasQueriedVersions)
    }

    @Test func aClockThatWasSetForgetsSinceWhenNothingShowed() throws {
        let id = try Fixture.id(1)
        var log = ObservationLog()
        log.add(try seen(Fixture.old), now: Fixture.start)
        log.noteMissingTrace(of: id)
        #expect(log.noTraceSince[id] == Fixture.start)
        log.forgetMissingTraces()
        #expect(log.noTraceSince.isEmpty)
    }
}
