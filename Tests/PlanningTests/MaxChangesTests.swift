import Fleet
import Foundation
import Planning
import Testing

/// How many instances of a wave one run may request.
@Suite struct MaxChangesTests {
    func driver(
        _ count: Int, _ limit: Limit, allowed: Int? = nil, change: (inout DesiredInstance) -> Void = { _ in }
    ) throws -> RolloutDriver {
        let fleet = try Fixture.fleet(count, rollout: .upTo(count, maxChanges: limit), change: change)
        return RolloutDriver(fleet, settings: Rollout.Settings(skipsGracePeriod: true, allowedChanges: allowed))
    }

    /// So many at their declared version, the rest not.
    func seen(_ landed: Int, of count: Int) throws -> [ObservedInstance] {
        try Array(
            Fixture.observed(count, current: Fixture.declared).prefix(landed)
                + Fixture.observed(count).dropFirst(landed))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var count: Int
        var limit: Limit
        var allowed: Int?
        var expected: Int
        var testDescription: String { "\(limit) of \(count), allowed \(allowed.map(String.init) ?? "no more")" }
    }

    static let cases = [
        Case(count: 9, limit: .count(1), expected: 9), Case(count: 10, limit: .count(1), expected: 1),
        Case(count: 10, limit: .percent(30), expected: 3), Case(count: 19, limit: .percent(10), expected: 1),
        Case(count: 10, limit: .percent(100), expected: 10), Case(count: 10, limit: .count(50), expected: 10),
        Case(count: 10, limit: .count(1), allowed: 4, expected: 4),
        Case(count: 10, limit: .percent(100), allowed: 2, expected: 2),
    ]

    @Test(arguments: cases) func aRunAsksForSoManyAndTheNextForAsManyMore(_ one: Case) throws {
        var driver = try driver(one.count, one.limit, allowed: one.allowed)
        driver.observe(try seen(0, of: one.count))
        #expect(driver.reading?.count == one.expected)
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances.count == one.expected)
        driver.answer(.accepted)
        driver.observe(try seen(one.expected, of: one.count))
        guard one.expected < one.count else { return #expect(driver.result == .converged) }
        #expect(driver.result == .maxChanges)
        #expect(try driver.state(of: one.count) == "hold maxChanges")
        driver = driver.again(settings: Rollout.Settings(skipsGracePeriod: true, allowedChanges: one.allowed))
        driver.observe(try seen(one.expected, of: one.count))
        #expect(driver.reading?.count == min(one.expected, one.count - one.expected))
    }

    @Test func noneAtAllSubmitsNothing() throws {
        var driver = try driver(10, .percent(0))
        driver.observe(try seen(0, of: 10))
        #expect(driver.reading == nil && driver.result == .maxChanges)
    }

    /// An instance that cannot be upgraded leaves its share to the next.
    @Test func whatIsHeldDoesNotCount() throws {
        var driver = try driver(10, .count(1))
        driver.observe(try seen(0, of: 10))
        driver.offer(Fixture.beyond)
        #expect(try driver.state(of: 1) == "hold superseded")
        #expect(driver.reading?.contains(try Fixture.id(2)) == true)
    }

    @Test func suspendedInstancesAreNoPartOfTheWave() throws {
        let last = try Fixture.id(10)
        var driver = try driver(10, .count(1)) { $0.suspend = $0.id == last }
        driver.observe(try seen(0, of: 10))
        #expect(driver.reading?.count == 9, "nine are left, which is no large wave")
    }

    @Test func hopsOfOneInstanceCountOnce() throws {
        var driver = try driver(10, .count(1)) { $0.via = [Fixture.stop] }
        driver.observe(try seen(0, of: 10))
        driver.offer(Fixture.stop)
        driver.answer(.accepted)
        var seen = try seen(0, of: 10)
        seen[0] = try Fixture.observed(1, current: Fixture.stop)[0]
        driver.observe(seen)
        #expect(driver.reading == [try Fixture.id(1)])
        driver.offer(Fixture.declared, current: Fixture.stop)
        #expect(driver.submission?.instances == [try Fixture.id(1)])
    }

    /// A wave that opens in the same run has a share of its own.
    @Test func everyWaveHasItsOwn() throws {
        let canaries = Set(try (1...10).map(Fixture.id))
        var rollout = RolloutPolicy.canaryFirst(of: 10)
        rollout.waves[0].maxUnavailable = .count(10)
        rollout.maxChanges = .percent(50)
        var driver = RolloutDriver(
            try Fixture.fleet(20, rollout: rollout) { if canaries.contains($0.id) { $0.labels = ["tier": "canary"] } })
        driver.observe(try seen(5, of: 20))
        #expect(driver.reading?.count == 5)
        driver.offer(Fixture.declared)
        driver.answer(.accepted)
        driver.observe(try seen(10, of: 20))
        driver.observe(try seen(10, of: 20))
        #expect(driver.reading == (try (11...15).map(Fixture.id)))
    }

    /// The cloud may refuse a call as a whole and act on a part of it: both count until that is known.
    @Test(arguments: [(0, 2), (1, 1), (2, 0)]) func aRefusedBatchCountsForWhatWasDone(landed: Int, left: Int) throws {
        var driver = try driver(10, .count(2))
        driver.observe(try seen(0, of: 10))
        driver.offer(Fixture.declared)
        driver.answer(.refused(message: "DBS.200011", isBusy: true))
        #expect(driver.reading == nil && driver.nextObservation != nil, "slots are left, but no changes")
        driver.observe(try seen(landed, of: 10))
        #expect(driver.reading == nil)
        driver.observe(try seen(landed, of: 10), after: 300)
        var asked = 0
        while driver.reading != nil, asked < 10 {
            driver.offer(Fixture.declared)
            asked += driver.submission?.instances.count ?? 0
            driver.answer(.accepted)
        }
        #expect(asked == left)
    }
}
