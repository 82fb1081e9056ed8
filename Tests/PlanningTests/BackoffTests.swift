import Fleet
import Foundation
import Testing

@testable import Planning

/// How long an instance that failed is left alone.
@Suite struct BackoffTests {
    @Test(arguments: [
        (1, 3600.0), (2, 7200), (3, 14400), (4, 28800), (5, 57600), (6, 86400), (7, 86400), (100, 86400),
    ]) func itDoublesUpToADayAndAQuarterMore(failures: Int, base: Double) throws {
        let delays = try (1...200).map { try Backoff.delay(after: failures, of: Fixture.id($0)) / .seconds(1) }
        #expect(delays.allSatisfy { (base...base * 1.25).contains($0) })
        #expect(Set(delays).count > 190, "instances that failed together are not tried again together")
        #expect((delays.max() ?? 0) - (delays.min() ?? 0) > base * 0.2)
    }

    /// A plan on one machine says what a run on another does.
    @Test func itIsTheSameInEveryProcess() throws {
        let delay = try Backoff.delay(after: 2, of: Fixture.id(1)) / .seconds(1)
        #expect((delay * 1000).rounded() == 8_745_306)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var failures: [UpgradeFailure]
        var at: Double
        var isHeld: Bool
    }

    static let cases = [
        Case(
            testDescription: "within the hour", failures: [Fixture.failure(at: Fixture.start)], at: 3599, isHeld: true),
        Case(
            testDescription: "after an hour and a quarter", failures: [Fixture.failure(at: Fixture.start)], at: 4501,
            isHeld: false),
        Case(
            testDescription: "the second failure counts from its own end",
            failures: [Fixture.failure(at: Fixture.start), Fixture.failure(at: Fixture.start + 5000)], at: 5000 + 7199,
            isHeld: true),
        Case(
            testDescription: "another version is declared",
            failures: [Fixture.failure(at: Fixture.start, declared: Fixture.stop)], at: 1, isHeld: false),
        Case(
            testDescription: "it runs another version",
            failures: [Fixture.failure(at: Fixture.start, from: KernelVersion(2, 0, 60, 250100))], at: 1, isHeld: false),
        Case(
            testDescription: "the cloud's jobs showed it, beside an old list",
            failures: [Fixture.failure(at: Fixture.start, from: KernelVersion(2, 0, 60, 250100), isExternal: true)],
            at: 1,
            isHeld: true),
        Case(
            testDescription: "a failure of another way does not lengthen it",
            failures: [Fixture.failure(at: Fixture.start), Fixture.failure(at: Fixture.start, declared: Fixture.stop)],
            at: 4501,
            isHeld: false),
    ]

    @Test(arguments: cases) func aFailureBelongsToInstanceCurrentAndDeclared(_ one: Case) throws {
        var fleetState = Fixture.known
        fleetState.failures[try Fixture.id(1)] = one.failures
        let fleet = try Fixture.fleet(1, rollout: .upTo(1, failureBudget: .count(1)))
        var driver = RolloutDriver(fleet, fleetState: fleetState, at: Fixture.start + one.at)
        driver.observe(try Fixture.observed(1), after: 0)
        #expect(try driver.state(of: 1) == (one.isHeld ? "hold failed" : "wait offerNotRead"))
        let until = try driver.action(of: 1)?.reason?.until
        #expect((until != nil) == one.isHeld)
    }
}
