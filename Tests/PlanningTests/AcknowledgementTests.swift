import Fleet
import Foundation
import Planning
import Testing

/// What `dbconverge retry` covers, and what it does not.
@Suite struct AcknowledgementTests {
    private func failed(_ id: InstanceID, ended: Date) throws -> UpgradeJob {
        try World.job("job-\(id)", .failed, created: ended - 60, ended: ended)
    }

    /// The cloud's clock is ahead of this machine's, by minutes or by a year.
    @Test(arguments: [300.0, 31_536_000]) func aFailureThatIsAcknowledgedByItsJobCountsNoMoreWhateverTheCloudsClockSays(
        ahead: Double
    ) throws {
        let id = try World.id(1)
        let job = try failed(id, ended: World.start + ahead)
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.observe(try World.observed(1), failed: [job])
        #expect(driver.journal.failures[id]?.count == 1)
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now, jobs: [job.id])))
        driver = driver.again(after: 60)
        driver.observe(try World.observed(1), failed: [job])
        #expect(driver.journal.failures.isEmpty)
        #expect(driver.reading == [id])
    }

    /// The cloud's clock is behind, so that by time it would have failed before.
    @Test func aFailureThatNoAcknowledgementNamedCounts() throws {
        let id = try World.id(1)
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), running: [id])
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now + 5, jobs: [])))
        let ended = driver.now - 300
        driver = driver.again(after: 600)
        driver.observe(try World.observed(1), failed: [try failed(id, ended: ended)])
        #expect(driver.journal.failures[id]?.count == 1)
    }

    @Test func oneInstanceCanBeAcknowledgedAlone() throws {
        let (one, two) = (try World.id(1), try World.id(2))
        var history = World.known
        for id in [one, two] { history.apply(.found(id, World.failure(at: World.start))) }
        history.apply(.acknowledged(Acknowledgement(at: World.start + 60, instances: [one])))
        #expect(history.failures.keys.sorted() == [two])
        #expect(history.forgivenAt == nil, "the fleet as a whole was not acknowledged")
    }
}
