import Fleet
import Foundation
import Planning
import Testing

/// What `dbconverge retry` covers, and what it does not.
@Suite struct AcknowledgementTests {
    private func failed(_ id: InstanceID, ended: Date) throws -> UpgradeJob {
        try Fixture.job("job-\(id)", .failed, created: ended - 60, ended: ended)
    }

    /// The cloud's clock is ahead of this machine's, by minutes or by a year.
    @Test(arguments: [300.0, 31_536_000]) func aFailureThatIsAcknowledgedByItsJobCountsNoMoreWhateverTheCloudsClockSays(
        ahead: Double
    ) throws {
        let id = try Fixture.id(1)
        let job = try failed(id, ended: Fixture.start + ahead)
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1), failed: [job])
        #expect(driver.journal.failures[id]?.count == 1)
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now, jobs: [job.id])))
        driver = driver.again(after: 60)
        driver.observe(try Fixture.observed(1), failed: [job])
        #expect(driver.journal.failures.isEmpty)
        #expect(driver.reading == [id])
    }

    /// The cloud's clock is behind, so that by time it would have failed before.
    @Test func aFailureThatNoAcknowledgementNamedCounts() throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [id])
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now + 5, jobs: [])))
        let ended = driver.now - 300
        driver = driver.again(after: 600)
        driver.observe(try Fixture.observed(1), failed: [try failed(id, ended: ended)])
        #expect(driver.journal.failures[id]?.count == 1)
    }

    @Test func oneInstanceCanBeAcknowledgedAlone() throws {
        let (one, two) = (try Fixture.id(1), try Fixture.id(2))
        var fleetState = Fixture.known
        for id in [one, two] { fleetState.apply(.found(id, Fixture.failure(at: Fixture.start))) }
        fleetState.apply(.acknowledged(Acknowledgement(at: Fixture.start + 60, instances: [one])))
        #expect(fleetState.failures.keys.sorted() == [two])
        #expect(fleetState.acknowledgedAt == nil, "the fleet as a whole was not acknowledged")
    }
}
