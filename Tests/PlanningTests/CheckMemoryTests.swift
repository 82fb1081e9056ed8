import Fleet
import Foundation
import Testing

@testable import Planning

/// Which evaluations count, for how long, and what a person's word covers.
@Suite struct CheckMemoryTests {
    /// The one that passes makes an evaluation of the other due, which passed long ago.
    @Test func `what rests on a check that has just passed waits for the others that are due`() throws {
        let fleet = try CheckTests.fleet {
            $0.waves[0].checks = [
                Check(name: "slow", probe: .webhook(target: "slow"), required: 2),
                Check(name: "health", probe: .webhook(target: "health")),
            ]
        }
        var driver = try CheckTests.asking(fleet).again(after: 3600)
        driver.observe(try CheckTests.landed())
        #expect(driver.evaluating?.map(\.id.name) == ["slow", "health"])
        driver.evaluate(.passed)
        var next = driver.again(after: 3600)
        next.observe(try CheckTests.landed())
        #expect(next.evaluating?.map(\.id.name) == ["slow"])
        next.evaluate(.passed)
        #expect(next.evaluating?.map(\.id.name) == ["health"])
        next.evaluate(.failed)
        #expect(try next.state(of: 2) == "hold checkFailed")
        #expect(next.result == .attention)
    }

    @Test func `a word about a check before one wave lets no other wave pass`() throws {
        let fleet = try CheckTests.fleet(soak: 0) {
            $0.waves[0].checks = []
            for index in 0...1 { $0.waves[index].before = [Check(name: "backup", probe: .webhook(target: "b"))] }
        }
        let old = try Fixture.observed(Fixture.old, Fixture.old, Fixture.old)
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(old)
        driver.offer(Fixture.declared)
        driver.evaluate(.failed)
        driver.journal.apply(.checkAcknowledged("backup", at: driver.now + 1))
        var next = driver.again(after: 60)
        next.observe(old)
        next.offer(Fixture.declared)
        #expect(next.submission?.instances == [try Fixture.id(1)])
        var last = driver.again(after: 3600)
        last.journal = next.journal
        last = last.again()
        last.observe(try CheckTests.landed())
        last.observe(try CheckTests.landed())
        last.offer(Fixture.declared)
        #expect(last.evaluating?.map(\.id) == [CheckID("backup", wave: "rest", isBefore: true)])
    }

    @Test func `a check that has failed is not forgotten while its wave is not at rest`() throws {
        var driver = try CheckTests.asking()
        driver.evaluate(.failed)
        var frozen = try CheckTests.landed()
        frozen[0] = ObservedInstance(
            id: frozen[0].id, name: "orders-1", status: "frozen", kernelVersion: Fixture.declared.description)
        var next = driver.again(after: 600)
        next.observe(frozen)
        #expect(next.journal.atRest.isEmpty)
        var last = next.again(after: 600)
        last.observe(try CheckTests.landed())
        #expect(try last.state(of: 2) == "hold checkFailed")
        last.journal.apply(.checkAcknowledged("smoke", at: last.now))
        var retried = last.again(after: 7200)
        retried.observe(try CheckTests.landed())
        #expect(retried.reading != nil)
    }

    @Test func `another version begins anew`() throws {
        var driver = try CheckTests.asking()
        driver.evaluate(.failed)
        var fleet = try CheckTests.fleet()
        for index in fleet.instances.indices { fleet.instances[index].version = Fixture.beyond }
        var next = driver.again(fleet, after: 7200)
        next.observe(try Fixture.observed(Fixture.beyond, Fixture.old, Fixture.old))
        #expect(next.evaluating?.map(\.id) == [CheckTests.id])
    }

    @Test func `a person lets pass what was found out, and nothing that is declared later`() throws {
        var driver = try CheckTests.asking().again(after: 7200)
        driver.observe(try CheckTests.landed())
        driver.evaluate(.failed)
        driver.journal.apply(.checkAcknowledged("smoke", at: driver.now))
        var same = driver.again(after: 60)
        same.observe(try CheckTests.landed())
        #expect(same.reading != nil)
        var next = driver.again(
            try CheckTests.fleet { $0.waves[0].checks[0].probe = .webhook(target: "other") }, after: 7200)
        next.observe(try CheckTests.landed())
        #expect(next.evaluating?.map(\.id) == [CheckTests.id])
        next.evaluate(.inconclusive)
        #expect(try next.state(of: 2) == "hold checkInconclusive")
    }

    @Test func `several runs at once find out no more than one`() throws {
        let fleet = try CheckTests.fleet { $0.waves[0].checks[0].failureLimit = 1 }
        var driver = try CheckTests.asking(fleet)
        let definition = fleet.rollout.waves[0].checks[0].definition(at: [Fixture.declared])
        driver.evaluate(.failed)
        for milliseconds in 1...3 {
            let at = driver.now.addingTimeInterval(Double(milliseconds) / 1000)
            driver.journal.apply(
                .evaluated([Evaluation(CheckTests.id, definition: definition, at: at, CheckResult(.failed))]))
        }
        var next = driver.again(after: 60)
        next.observe(try CheckTests.landed())
        #expect(try next.state(of: 2) == "wait soaking")
    }
}
