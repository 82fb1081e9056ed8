import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct UpgradeModelTests {
    @Test func anUpgradeLandsOnTheFirstOfTheChainAndTheNextIsThenOffered() throws {
        var cloud = ModeledCloud(fleet(offers: [v75, v78]), now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        cloud.advance(to: start + 99)
        #expect(cloud[id(0)]?.version == v72)
        cloud.advance(to: start + 100)
        #expect(cloud[id(0)]?.version == v75)
        #expect(cloud[id(0)]?.offered == v78)
        try cloud.upgrade([member(0, v75)], delay: false, at: start + 200)
        cloud.advance(to: start + 300)
        #expect(cloud[id(0)]?.version == v78)
        #expect(cloud[id(0)]?.offered == nil)
        #expect(cloud.record(of: id(0))?.history.map(\.version) == [v72, v75, v78])
        #expect(cloud.record(of: id(0))?.history.last?.time == start + 300)
        #expect(cloud.upgradeRequests.map(\.members[0].landedOn) == [v75, v78])
    }

    @Test func anUpgradeGoesWhereTheOfferStandsWhenItRunsNotWhenItWasAskedFor() throws {
        var cloud = ModeledCloud(fleet(offers: [v75]), now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        try cloud.setOffers(of: id(0).description, to: [v78], at: start + 1)
        cloud.advance(to: start + 100)
        #expect(cloud[id(0)]?.version == v78)
        #expect(cloud.upgradeRequests[0].members[0].offered == v75)
        #expect(cloud.upgradeRequests[0].members[0].landedOn == v78)
    }

    @Test func anOfferThatMovesWhileTheUpgradeRunsChangesNothing() throws {
        var cloud = ModeledCloud(fleet(offers: [v75]), now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        try cloud.setOffers(of: id(0).description, to: [v78], at: start + 50)
        cloud.advance(to: start + 100)
        #expect(cloud[id(0)]?.version == v75)
        #expect(cloud[id(0)]?.offered == v78)
    }

    @Test(arguments: [3.0, 50], [0.0, 20, 500])
    func upgradesInFlightTakeAsLongAsIsSaidFromThenOn(_ said: Double, _ seconds: Double) throws {
        var cloud = ModeledCloud(fleet(2, offers: [v75, v78]), now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        cloud.setUpgradeDuration(.seconds(seconds) ... .seconds(seconds), at: start + said)
        if seconds > 0 {
            cloud.advance(to: start + said + seconds - 1)
            #expect(cloud[id(0)]?.version == v72)
            cloud.advance(to: start + said + seconds)
        }
        #expect(cloud[id(0)]?.version == v75)
        #expect(cloud.record(of: id(0))?.history.map(\.time) == [start, start + said + seconds])
        try cloud.upgrade([member(1)], delay: false, at: start + 1000)
        cloud.advance(to: start + 1000 + seconds)
        #expect(cloud[id(1)]?.version == v75)
        #expect(cloud.inFlight == 0)
    }

    @Test func aPreUpgradeWaitsForItsConfirmationHoweverShortUpgradesBecome() throws {
        var cloud = ModeledCloud(fleet(at: inConfirmationRange, offers: [v69]), now: start)
        try cloud.upgrade([member(0, inConfirmationRange)], delay: false, at: start)
        cloud.setUpgradeDuration(.zero ... .zero, at: start + 10)
        cloud.advance(to: start + 10_000)
        #expect(cloud[id(0)]?.version == inConfirmationRange)
        try cloud.confirm(id(0).description, at: start + 10_000)
        cloud.advance(to: start + 10_050)
        #expect(cloud[id(0)]?.version == v69)
    }

    @Test func theTwoHopBandStopsHalfWayUntilItIsConfirmed() throws {
        var cloud = ModeledCloud(fleet(at: inConfirmationRange, offers: [v69]), now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 10_000)
        #expect(cloud[id(0)]?.version == inConfirmationRange)
        #expect(try cloud.job(job).status == "Running")
        #expect(try cloud.job(job).progress(at: cloud.now) == "50%")
        #expect(throws: SimulatedError.busy.naming(id(0).description)) {
            try cloud.upgrade([member(0, inConfirmationRange)], delay: false, at: start + 10_000)
        }
        #expect(cloud.record(of: id(0))?.violations.map(\.kind) == [.askedWhileUnconfirmed])
        try cloud.confirm(id(0).description, at: start + 20_000)
        cloud.advance(to: start + 20_049)
        #expect(cloud[id(0)]?.version == inConfirmationRange)
        cloud.advance(to: start + 20_050)
        #expect(cloud[id(0)]?.version == v69)
        #expect(try cloud.job(job).status == "Completed")
        #expect(cloud.inFlight == 0)
    }

    @Test func nothingToConfirmIsRefused() {
        var cloud = ModeledCloud(fleet(), now: start)
        #expect { try cloud.confirm(id(0).description, at: start) } throws: {
            ($0 as? SimulatedError)?.code == "DBS.280001"
        }
    }

    @Test func aFailedUpgradeMovesNothingAndCanBeAskedForAgain() throws {
        var cloud = ModeledCloud(fleet { $0.settings.failureRate = 1 }, now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 100)
        #expect(cloud[id(0)]?.version == v72)
        #expect(try cloud.job(job).status == "Failed")
        #expect(try cloud.job(job).failReason?.isEmpty == false)
        try cloud.upgrade([member(0)], delay: false, at: start + 101)
        #expect(cloud.record(of: id(0))?.violations == [])
        #expect(cloud.record(of: id(0))?.accepted == 2)
    }

    @Test func aVersionThatFailsOnceIsReachedByTheSecondUpgrade() throws {
        var cloud = ModeledCloud(
            fleet { $0.instances[0].failsOnce = Set($0.instances[0].offers.prefix(1)) }, now: start)
        let offered = try #require(cloud[id(0)]?.offered)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 100)
        #expect(try cloud.job(job).status == "Failed")
        #expect(cloud[id(0)]?.version == v72)
        try cloud.upgrade([member(0)], delay: false, at: start + 101)
        cloud.advance(to: start + 300)
        #expect(cloud[id(0)]?.version == offered)
    }

    @Test func anInstanceThatFreezesBeforeItsUpgradeRunsFailsIt() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        try cloud.setStatus(of: id(0).description, to: "frozen", at: start + 1)
        cloud.advance(to: start + 6)
        #expect(try cloud.job(job).status == "Failed")
        #expect(cloud.inFlight == 0)
    }

    @Test func upgradesInFlightAreCountedAtTheirMost() throws {
        var cloud = ModeledCloud(fleet(5), now: start)
        try cloud.upgrade([member(0), member(1)], delay: false, at: start)
        try cloud.upgrade([member(2)], delay: false, at: start + 50)
        try cloud.upgrade([member(3), member(4)], delay: false, at: start + 100)
        cloud.advance(to: start + 1000)
        #expect(cloud.mostInFlight == 3)
        #expect(cloud.inFlight == 0)
        #expect(cloud.largestBatch == 2)
    }

    @Test func theSameSeedAndCallsHaveTheSameResults() throws {
        func run(seed: UInt64) throws -> ([InstanceRecord], [RequestRecord]) {
            var fleet = FleetFile.generated(instances: 60, seed: 3, behind: 50)
            fleet.seed = seed
            fleet.settings.failureRate = 0.3
            var cloud = ModeledCloud(fleet, now: start)
            let lagging = fleet.instances.filter { !$0.offers.isEmpty }
            try cloud.upgrade(
                lagging.map { UpgradeMember(instanceID: $0.id.description, currentVersion: v75.description) },
                delay: false, at: start)
            cloud.advance(to: start + 86_400)
            return (cloud.instances.compactMap { cloud.record(of: $0.id) }, cloud.upgradeRequests)
        }
        let (records, requests) = try run(seed: 1)
        #expect(try run(seed: 1) == (records, requests))
        #expect(try run(seed: 2).0 != records)
        let landed = records.filter { $0.history.count == 2 }.count
        #expect((20...48).contains(landed))
    }
}
