import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct CloudFaultTests {
    private func cloud(
        _ count: Int = 1, offers: [KernelVersion] = [v75], _ change: (inout CloudFaults) -> Void
    ) -> ModeledCloud {
        var model = ModeledCloud(fleet(count, offers: offers), now: start)
        var faults = CloudFaults()
        change(&faults)
        model.setFaults(faults, at: start)
        return model
    }

    @Test func theListAndTheVersionQueryLagEachByItsOwnTime() throws {
        var cloud = cloud {
            $0.listLag = .seconds(20)
            $0.offerLag = .seconds(10)
        }
        try cloud.upgrade([member(0)], delay: false, at: start)
        func seen(_ seconds: Double) throws -> [KernelVersion?] {
            let asked = try cloud.askOffer(of: id(0).description, at: start + seconds)
            return [cloud.listed(0)?.instance.version, asked.version, asked.offered]
        }
        #expect(try seen(99) == [v72, v72, v75])
        #expect(try seen(105) == [v72, v72, v75])
        #expect(try seen(110) == [v72, v75, nil])
        #expect(try seen(120) == [v75, v75, nil])
    }

    @Test func withoutLagNothingOldIsShown() throws {
        var cloud = cloud { _ in }
        try cloud.upgrade([member(0)], delay: false, at: start)
        cloud.advance(to: start + 100)
        #expect(cloud.listed(0)?.instance.version == v75)
        #expect(cloud.states[0].past.isEmpty)
    }

    @Test func aStatusLagsWithTheList() throws {
        var cloud = cloud { $0.listLag = .seconds(20) }
        cloud.settings.statusDuringUpgrade = "upgrading"
        try cloud.upgrade([member(0)], delay: false, at: start)
        func status(_ seconds: Double) throws -> String {
            cloud.advance(to: start + seconds)
            return cloud.shownStatus(of: try #require(cloud.listed(0)))
        }
        #expect(try [24, 26, 110, 121].map(status) == ["normal", "upgrading", "upgrading", "normal"])
    }

    @Test func jobsLag() throws {
        var cloud = cloud { $0.jobLag = .seconds(30) }
        let job = try cloud.upgrade(id(0).description, delay: false, at: start)
        cloud.advance(to: start + 29)
        #expect(throws: SimulatedError.noSuchJob(job)) { try cloud.job(job) }
        cloud.advance(to: start + 30)
        #expect(try cloud.job(job).status == "Running")
    }

    @Test func anOfferMovesAfterSoManyRequests() throws {
        var cloud = cloud(4) { $0.offerMoves = OfferMove(version: v78, after: .requests(2)) }
        for number in 0..<3 {
            cloud.moveOfferIfDue(at: start)
            #expect(cloud[id(3)]?.offers == (number < 2 ? [v75] : [v78]))
            try cloud.upgrade([member(number)], delay: false, at: start)
        }
        // Where an upgrade lands is decided when it starts to run.
        cloud.advance(to: start + 100)
        #expect(cloud.instances.map(\.version) == [v78, v78, v78, v72])
    }

    @Test func anOfferMovesAtItsTimeWhateverIsAskedLater() throws {
        var cloud = cloud(3, offers: [v75]) { $0.offerMoves = OfferMove(version: v78, after: .time(.seconds(10))) }
        try cloud.upgrade([member(0)], delay: false, at: start)
        try cloud.upgrade([member(2)], delay: false, at: start + 9)
        cloud.moveOfferIfDue(at: start + 9.9)
        #expect(cloud[id(1)]?.offers == [v75])
        cloud.moveOfferIfDue(at: start + 200)
        cloud.advance(to: start + 200)
        // One had started to run by then, the other was still pending.
        #expect(cloud[id(0)]?.version == v75)
        #expect(cloud[id(2)]?.version == v78)
        #expect(cloud[id(1)]?.offers == [v78])
        try cloud.setOffers(of: id(1).description, to: [v75], at: start + 201)
        cloud.moveOfferIfDue(at: start + 300)
        #expect(cloud[id(1)]?.offers == [v75])
    }

    @Test func aMovedOfferTakesThePlaceOfTheLastOfEachChain() {
        var cloud = ModeledCloud(
            fleet(3) {
                $0.instances[1].offers = [v75, v78]
                $0.instances[2].offers = []
            }, now: start)
        let newest = KernelVersion(2, 0, 81, 261000)
        cloud.moveOffer(to: newest, at: start)
        #expect(cloud.instances.map(\.offers) == [[newest], [v75, newest], [newest]])
        cloud.moveOffer(to: v69, at: start)
        #expect(cloud.instances.map(\.offers) == [[newest], [v75, newest], [newest]])
    }

    @Test func aMarkedInstanceIsRefusedWithItsCodeWhateverElseIsFine() throws {
        var cloud = ModeledCloud(fleet(3) { $0.instances[1].refuses = "DBS.05000009" }, now: start)
        #expect {
            try cloud.upgrade([member(0), member(1), member(2)], delay: false, at: start)
        } throws: {
            ($0 as? SimulatedError)?.code == "DBS.05000009" && "\($0)".contains(id(1).description)
        }
        #expect(cloud.inFlight == 0)
        try cloud.upgrade([member(0), member(2)], delay: false, at: start)
        #expect(cloud.inFlight == 2)
    }

    @Test func aShareOfTheInstancesIsRefusedAlwaysTheSame() throws {
        var cloud = cloud(400) {
            $0.refuse = 0.1
            $0.batchRefusal = .partial
            $0.refusalNamesInstance = false
        }
        let bad = cloud.instances.filter { cloud.refusalCode(of: $0) == "DBS.280449" }
        #expect((20...60).contains(bad.count))
        var other = ModeledCloud(fleet(400) { $0.seed = 2 }, now: start)
        other.setFaults(cloud.faults, at: start)
        #expect(other.instances.filter { other.refusalCode(of: $0) != nil } != bad)
        var unnamed = 0
        for first in stride(from: 0, to: 400, by: 100) {
            do {
                try cloud.upgrade((first..<(first + 100)).map { member($0) }, delay: false, at: start)
            } catch {
                unnamed += error.code == "DBS.280449" && !error.message.contains("in07") ? 1 : 0
            }
        }
        #expect(unnamed > 0)
        #expect(cloud.inFlight == 400 - bad.count)
        #expect(bad.allSatisfy { cloud.record(of: $0.id)?.accepted == 0 })
    }

    @Test func churnMovesThePagesButNeverTheFleet() {
        var cloud = cloud(50) { $0.churn = 1 }
        var orders: Set<[InstanceID]> = []
        for _ in 0..<60 {
            cloud.churn()
            let shown = cloud.listPositions.compactMap { cloud.listed($0)?.instance.id }
            #expect(shown.filter { cloud[$0] != nil } == (0..<50).map { id($0) })
            #expect(shown.count - 50 <= ModeledCloud.mostVisitors)
            #expect(Set(shown).count == shown.count)
            orders.insert(shown)
        }
        #expect(orders.count > 30)
        cloud.setFaults(CloudFaults(), at: start)
        cloud.churn()
        #expect(cloud.listPositions == Array(0..<50))
    }

    @Test func repeatsAreRequestsForWhatWasAcceptedAndDidNotFail() throws {
        var cloud = ModeledCloud(fleet(2) { $0.instances[1].offers = [v75, v78] }, now: start)
        func repeats(_ number: Int) -> Int? { cloud.record(of: id(number))?.repeats }
        try cloud.upgrade([member(0), member(1)], delay: false, at: start)
        #expect(repeats(0) == 0)
        try? cloud.upgrade([member(0)], delay: false, at: start + 1)
        #expect(repeats(0) == 1)
        try? cloud.upgrade([member(0)], delay: false, at: start + 200)
        #expect(repeats(0) == 2)
        // The second hop is no repeat.
        try cloud.upgrade([member(1, v75)], delay: false, at: start + 200)
        #expect(repeats(1) == 0)
    }

    @Test func askingAgainAfterAFailureIsNoRepeat() throws {
        var cloud = ModeledCloud(fleet { $0.settings.failureRate = 1 }, now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        cloud.settings.failureRate = 0
        try cloud.upgrade([member(0)], delay: false, at: start + 200)
        #expect(cloud.record(of: id(0))?.accepted == 2)
        #expect(cloud.record(of: id(0))?.repeats == 0)
    }

    @Test func aCanceledUpgradeMayBeAskedForAgain() throws {
        var cloud = ModeledCloud(fleet(), now: start)
        let job = try cloud.upgrade(id(0).description, delay: true, at: start)
        try cloud.cancel([job], at: start + 10)
        try cloud.upgrade([member(0)], delay: false, at: start + 20)
        #expect(cloud.record(of: id(0))?.repeats == 0)
    }

    @Test func aGeneratedFleetHasTwoHopsWhereTheyWereAskedFor() {
        let plain = FleetFile.generated(instances: 400, seed: 7)
        let chained = FleetFile.generated(instances: 400, seed: 7, twoHop: 0.3)
        #expect(chained == FleetFile.generated(instances: 400, seed: 7, twoHop: 0.3))
        #expect(chained.instances.map(\.id) == plain.instances.map(\.id))
        let two = chained.instances.filter { $0.offers.count == 2 }
        #expect((60...120).contains(two.count))
        #expect(two.allSatisfy { $0.version < $0.offers[0] && $0.offers[0] < $0.offers[1] && $0.offers[1] == v78 })
        #expect(Set(two.map(\.offers)) == [[v72, v78], [v75, v78]])
        #expect(plain.instances.allSatisfy { $0.offers.count < 2 })
    }
}
