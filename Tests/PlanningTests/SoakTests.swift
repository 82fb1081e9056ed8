import Fleet
import Foundation
import Planning
import Testing

/// How long a wave has to be at rest before the next starts, across runs.
@Suite struct SoakTests {
    /// One canary and two others.
    func fleet(_ version: KernelVersion = Fixture.declared) throws -> DesiredFleet {
        let canary = try Fixture.id(1)
        return try Fixture.fleet(3, rollout: .canaryFirst(soak: .seconds(3600))) {
            if $0.id == canary { $0.labels = ["tier": "canary"] }
            $0.version = version
        }
    }

    func landed() throws -> [ObservedInstance] { try Fixture.observed(Fixture.declared, Fixture.old, Fixture.old) }

    /// A run that has seen the canary at rest.
    func resting() throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet(), fleetState: Fixture.known)
        driver.observe(try landed())
        driver.observe(try landed())
        return driver
    }

    @Test func aRunSaysUntilWhenItSoaksAndEnds() throws {
        let driver = try resting()
        let since = driver.now - 30
        #expect(driver.isHeld)
        #expect(try driver.state(of: 2) == "wait soaking")
        #expect(try driver.action(of: 2)?.reason?.until == since + 3600)
    }

    @Test(arguments: [(3599.0, "wait soaking"), (3600, "wait offerNotRead")])
    func theSoakGoesOnFromRunToRun(after seconds: Double, state: String) throws {
        let driver = try resting()
        let since = driver.now - 30
        var next = driver.again()
        next.observe(try landed(), after: seconds - next.now.timeIntervalSince(since))
        #expect(try next.state(of: 2) == state)
    }

    /// Of its last upgrade, a scheduled one, the cloud shows a window and no end; of the one before it does.
    @Test func withoutAJournalItCountsFromTheLastJob() throws {
        let now = Fixture.start
        let earlier = try Fixture.job("hop1", .completed, created: now - 90000, ended: now - 86400)
        let last = try Fixture.job("hop2", .completed, created: now - 80000, window: now - 7200..<now - 600)
        var driver = RolloutDriver(try fleet())
        for _ in 0..<2 { driver.observe(try landed(), completed: [earlier, last]) }
        #expect(try driver.action(of: 2)?.reason?.until == now - 600 + 3600)
    }

    /// An observation that began before the end of the soak permits nothing, however long it took.
    @Test func anObservationIsAsOldAsItsBeginning() throws {
        var next = try resting().again()
        let begun = next.now + 3500
        next.feed(.observed(Observation(startedAt: begun, instances: try landed())), after: 3700)
        #expect(next.reading == nil)
    }

    @Test(arguments: [("unfit", "frozen", true), ("busy", "backing up", false)])
    func whatIsUnhealthyStartsItAnewAndWhatIsBusyDoesNot(name: String, status: String, startsAnew: Bool) throws {
        var driver = try resting().again(after: 3000)
        var seen = try landed()
        seen[0].status = InstanceStatus(status)
        driver.observe(seen)
        #expect(try driver.state(of: 2) != "wait soaking")
        driver = driver.again()
        driver.observe(try landed(), after: 700)
        #expect(driver.reading == nil ? startsAnew : !startsAnew)
    }

    @Test func anotherDeclaredVersionStartsItAnew() throws {
        var driver = try resting().again(fleet(Fixture.beyond), after: 3600)
        let seen = try Fixture.observed(Fixture.beyond, Fixture.old, Fixture.old)
        driver.observe(seen)
        driver.observe(seen)
        #expect(try driver.state(of: 2) == "wait soaking")
    }

    @Test func withoutAHistoryItIsCountedFromTheJobThatTheCloudStillShows() throws {
        for (ended, state) in [(3000.0, "wait soaking"), (3700, "wait offerNotRead")] {
            var driver = RolloutDriver(try fleet())
            #expect(driver.step == Step(next: .observe(at: driver.now, jobs: JobReading(withCompleted: true))))
            let early = try Fixture.job("a", .completed, ended: driver.now - 90_000)
            let late = try Fixture.job("b", .completed, ended: driver.now - ended + 30)
            driver.observe(try landed(), completed: [late, early])
            #expect(try driver.state(of: 2) == state)
        }
    }

    @Test(arguments: [(true, Duration.seconds(3600)), (false, .zero)])
    func completedJobsAreReadOnlyWhereTheyCount(isKnown: Bool, soak: Duration) throws {
        var fleet = try fleet()
        fleet.rollout.waves[0].soak = soak
        let driver = RolloutDriver(fleet, fleetState: isKnown ? Fixture.known : FleetState())
        #expect(driver.step == Step(next: .observe(at: driver.now, jobs: JobReading())))
    }

    /// The job of the canary is over before it counts as at rest.
    @Test func itBeginsWhenTheJobHasEnded() throws {
        var driver = RolloutDriver(try fleet(), fleetState: Fixture.known)
        driver.observe(try landed(), running: [try Fixture.id(1)])
        #expect(driver.journal.atRest.isEmpty)
        driver.observe(try landed())
        #expect(driver.journal.atRest[try Fixture.id(1)]?.since == driver.now)
    }
}
