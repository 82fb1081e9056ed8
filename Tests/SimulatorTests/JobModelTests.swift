import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct JobModelTests {
    @Test func aJobCanBeSeenOnlySomeSecondsAfterItWasMade() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 4.9)
        #expect(cloud.jobs(scheduled: false, JobFilter()).isEmpty)
        #expect(throws: SimulatedError.noSuchJob(job)) { try cloud.job(job) }
        cloud.advance(to: start + 5)
        #expect(cloud.jobs(scheduled: false, JobFilter()).map(\.id) == [job])
        #expect(try cloud.job(job).status == "Running")
    }

    @Test func aJobIsPendingThenRunningThenCompleted() throws {
        var cloud = ModeledCloud(fleet { $0.settings.jobVisibilityDelay = .zero }, now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        #expect(try cloud.job(job).status == "Pending")
        cloud.advance(to: start + 60)
        #expect(try cloud.job(job).status == "Running")
        #expect(try cloud.job(job).progress(at: cloud.now) == "60%")
        cloud.advance(to: start + 100)
        #expect(try cloud.job(job).status == "Completed")
        #expect(try cloud.job(job).progress(at: cloud.now) == "")
        #expect(try cloud.job(job).ended == start + 100)
    }

    @Test func anEndedJobIsKeptForAMonth() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 100 + 30 * 86_400 - 1)
        #expect(try cloud.job(job).status == "Completed")
        cloud.advance(to: start + 100 + 30 * 86_400)
        #expect(throws: SimulatedError.noSuchJob(job)) { try cloud.job(job) }
        #expect(cloud.jobs(scheduled: false, JobFilter()).isEmpty)
    }

    @Test func aDelayedUpgradeRunsInTheNextWindow() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: true, at: start)
        #expect(cloud.inFlight == 0)
        cloud.advance(to: start + 6 * 3600 - 1)
        #expect(try cloud.job(job).status == "Pending")
        #expect(cloud.jobs(scheduled: false, JobFilter()).isEmpty)
        #expect(cloud.jobs(scheduled: true, JobFilter()).map(\.id) == [job])
        cloud.advance(to: start + 6 * 3600)
        #expect(try cloud.job(job).status == "Running")
        #expect(cloud.inFlight == 1)
        cloud.advance(to: start + 6 * 3600 + 100)
        #expect(cloud[id(0)]?.version == v75)
    }

    @Test func aChangedWindowDoesNotMoveWhatIsScheduled() throws {
        var cloud = ModeledCloud(fleet(2), now: start)
        let job = try cloud.upgrade(id(0).description, delay: true, at: start)
        for number in 0...1 {
            try cloud.setMaintenanceWindow(of: id(number).description, from: "02:00", to: "06:00", at: start)
        }
        let later = try cloud.upgrade(id(1).description, delay: true, at: start)
        cloud.advance(to: start + 5)
        #expect(try cloud.job(job).startsAt == start + 6 * 3600)
        #expect(try cloud.job(later).startsAt == start + 14 * 3600)
    }

    @Test(arguments: [("02:30", "06:00"), ("02:00", "07:00"), ("02:00", "02:00"), ("24:00", "02:00"), ("", "x")])
    func aWindowIsOnTheHourAndOneToFourHoursLong(_ from: String, _ to: String) {
        var cloud = ModeledCloud(fleet(), now: start)
        #expect(throws: SimulatedError.self) {
            try cloud.setMaintenanceWindow(of: id(0).description, from: from, to: to, at: start)
        }
        #expect(cloud[id(0)]?.maintenanceWindow == .standard)
    }

    @Test func aCanceledUpgradeNeverRunsAndCanBeAskedForAgain() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: true, at: start)
        try cloud.cancel([job], at: start + 10)
        cloud.advance(to: start + 86_400)
        #expect(cloud[id(0)]?.version == v72)
        #expect(try cloud.job(job).status == "Canceled")
        try cloud.upgrade([member(0)], delay: false, at: start + 86_400)
        #expect(cloud.record(of: id(0))?.violations == [])
    }

    @Test func cancelingIsAllOrNothing() throws {
        var cloud = ModeledCloud(fleet(2), now: start)
        let waiting = try cloud.upgrade(id(0).description, delay: true, at: start)
        let immediate = try cloud.upgrade(id(1).description, delay: false, at: start)
        #expect(throws: SimulatedError.noSuchJob(immediate)) { try cloud.cancel([waiting, immediate], at: start + 10) }
        #expect(try cloud.job(waiting).status == "Pending")
        cloud.advance(to: start + 6 * 3600)
        #expect(throws: SimulatedError.busy) { try cloud.cancel([waiting], at: start + 6 * 3600) }
    }

    @Test(arguments: [
        ("18:00-22:00", 0.0, 6.0, 10.0), ("18:00-22:00", 7, 7, 10), ("18:00-22:00", 10, 30, 34),
        ("22:00-02:00", 13, 13, 14), ("22:00-02:00", 14, 34, 38), ("02:00-06:00", 0, 14, 18),
    ])
    func theNextWindowIsTheOneThatIsOpenOrElseTheNextToOpen(
        _ text: String, _ now: Double, _ begin: Double, _ end: Double
    ) throws {
        let window = try #require(MaintenanceWindow(text))
        #expect(window.next(from: start + now * 3600) == start + begin * 3600..<start + end * 3600)
        #expect(window.description == text)
    }

    @Test func thePrecheckTellsWhatFails() throws {
        var cloud = ModeledCloud(
            fleet(2) {
                $0.instances[1].failsPrecheck = true
                $0.settings.precheckDuration = .seconds(10)
            }, now: start)
        #expect(try cloud.precheck([member(0)], at: start).count == 1)
        _ = try cloud.precheck([member(1)], at: start)
        #expect(throws: SimulatedError.self) { try cloud.precheckResult([member(0)], at: start + 9) }
        #expect(try cloud.precheckResult([member(0)], at: start + 10).passed)
        let items = try cloud.precheckResult([member(1)], at: start + 10).items
        #expect(items.filter { !$0.passed }.map(\.name) == ["feature compatibility"])
        #expect(throws: SimulatedError.self) { try cloud.precheck([member(0), member(1, v75)], at: start) }
    }
}
