import Fleet
import Foundation
import Planning
import Testing

/// How many failures stop a rollout, whatever run saw them.
@Suite struct BudgetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var budget: Limit
        var failed: [Int]
        var declared = Fixture.declared
        var isSpent: Bool
    }

    static let cases = [
        Case(testDescription: "none of none", budget: .count(0), failed: [], isSpent: false),
        Case(testDescription: "one of none", budget: .count(0), failed: [1], isSpent: true),
        Case(testDescription: "as many as allowed", budget: .count(2), failed: [1, 2], isSpent: false),
        Case(testDescription: "one more", budget: .count(2), failed: [1, 2, 3], isSpent: true),
        Case(testDescription: "the same one again", budget: .count(1), failed: [1, 1, 1], isSpent: false),
        Case(testDescription: "a fifth of ten", budget: .percent(20), failed: [1, 2], isSpent: false),
        Case(testDescription: "more than a fifth of ten", budget: .percent(20), failed: [1, 2, 3], isSpent: true),
        Case(testDescription: "a percentage is at least one", budget: .percent(1), failed: [1], isSpent: false),
        Case(
            testDescription: "on the way to another version", budget: .count(0), failed: [1, 2], declared: Fixture.stop,
            isSpent: false),
    ]

    /// The failures are a day old, so that it is not the backoff that holds.
    @Test(arguments: cases) func failuresOfEarlierRunsCount(_ one: Case) throws {
        var fleetState = Fixture.known
        for (index, number) in one.failed.enumerated() {
            let date = Fixture.start - 200_000 + Double(index)
            fleetState.apply(.found(try Fixture.id(number), Fixture.failure(at: date, declared: one.declared)))
        }
        var driver = RolloutDriver(
            try Fixture.fleet(10, rollout: .upTo(1, failureBudget: one.budget)), fleetState: fleetState)
        driver.observe(try Fixture.observed(10))
        #expect((driver.reading == nil) == one.isSpent)
        #expect(try driver.state(of: 10) == (one.isSpent ? "hold budgetSpent" : "wait offerNotRead"))
        guard one.isSpent else { return }
        #expect(driver.isHeld)
        #expect(try driver.action(of: 10)?.reason?.message.contains("`dbconverge retry orders`") == true)
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        driver.observe(try Fixture.observed(10))
        #expect(driver.reading != nil, "a person said retry")
    }

    /// A retried instance that landed has failed all the same; another declared version acknowledges it.
    @Test func aFailureCountsUntilTheDeclaredVersionChanges() throws {
        var fleetState = Fixture.known
        fleetState.apply(.found(try Fixture.id(1), Fixture.failure(at: Fixture.start - 200_000)))
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: fleetState)
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old))
        #expect(try driver.state(of: 2) == "hold budgetSpent")
        driver = driver.again(try Fixture.fleet(2) { $0.version = Fixture.beyond })
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old))
        #expect(driver.reading != nil)
    }

    /// The journal is lost while something lower is declared: the first observation sees a failed job, and nothing to
    /// count it for.
    @Test func aFailureThatTheFirstObservationCouldNotCountStopsTheRolloutLater() throws {
        let job = try Fixture.job("j", .failed, created: Fixture.start - 400_000, ended: Fixture.start - 399_000)
        var driver = RolloutDriver(try Fixture.fleet(2) { $0.version = Fixture.old }, fleetState: FleetState())
        driver.observe(try Fixture.observed(Fixture.old, Fixture.old), failed: [job])
        #expect(driver.journal.firstSeenAt != nil && driver.journal.failures.isEmpty)
        driver = driver.again(try Fixture.fleet(2))
        driver.observe(try Fixture.observed(Fixture.old, Fixture.old), failed: [job])
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 2) == "hold budgetSpent")
    }

    struct Found: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isKnown = false
        var ended: Double
        var current = Fixture.old
        var isCounted: Bool
    }

    static let found = [
        Found(testDescription: "an empty journal finds last week's", ended: -600_000, isCounted: true),
        Found(
            testDescription: "the one who has its version has not failed", ended: -60, current: Fixture.declared,
            isCounted: false),
        Found(testDescription: "a known fleet finds what is new", isKnown: true, ended: -60, isCounted: true),
        Found(
            testDescription: "a known fleet finds what its first observation could not count", isKnown: true,
            ended: -86400 * 20, isCounted: true),
    ]

    @Test(arguments: found) func failedJobsThatNobodyHereAskedForCount(_ one: Found) throws {
        let job = try Fixture.job(
            "j", .failed, created: Fixture.start + one.ended - 60, ended: Fixture.start + one.ended)
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: one.isKnown ? Fixture.known : FleetState())
        driver.observe(try Fixture.observed(one.current, Fixture.old), failed: [job])
        #expect((driver.journal.failures[try Fixture.id(1)]?.map(\.job) == ["j"]) == one.isCounted)
        #expect((driver.reading == nil) == one.isCounted)
        driver = driver.again()
        driver.observe(try Fixture.observed(one.current, Fixture.old), failed: [job])
        #expect(driver.records.isEmpty, "it is found once")
    }
}
