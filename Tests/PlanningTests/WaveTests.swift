import Fleet
import Foundation
import Planning
import Testing

@Suite struct WaveTests {
    static let rollout = RolloutPolicy.canaryFirst()

    /// One canary and two others.
    func fleet() throws -> DesiredFleet {
        try Fixture.fleet(3, rollout: Self.rollout) {
            if $0.id.description.hasSuffix("1in07") { $0.labels = ["tier": "canary"] }
        }
    }

    func actions(_ seen: [ObservedInstance], _ fleet: DesiredFleet, offers: Set<Int> = [1, 2, 3]) throws -> [String] {
        let read = try offers.map { (try Fixture.id($0), Fixture.offer(Fixture.declared)) }
        let situation = Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen),
            offers: OfferBook(Dictionary(uniqueKeysWithValues: read)), now: Fixture.start)
        return Planner().actions(in: situation).map(\.action.summary)
    }

    @Test func theRestWaitsForTheCanary() throws {
        #expect(
            try actions(Fixture.observed(3), fleet())
                == ["upgrade 2.0.75.260400", "wait waveNotReached", "wait waveNotReached"])
    }

    @Test func aPlanGoesOnToTheNextWaveWhenTheFirstIsDone() throws {
        var seen = try Fixture.observed(3)
        seen[0] = try Fixture.observed(1, current: Fixture.declared)[0]
        #expect(try actions(seen, fleet()) == ["none", "upgrade 2.0.75.260400", "upgrade 2.0.75.260400"])
    }

    @Test func anUnhealthyCanaryKeepsTheRestWaiting() throws {
        var seen = try Fixture.observed(3)
        seen[0] = try Fixture.observed(1, current: Fixture.declared, status: "abnormal")[0]
        #expect(try actions(seen, fleet()) == ["none", "hold waveNotReached", "hold waveNotReached"])
    }

    @Test func aSuspendedOrAheadCanaryOfAnOptionalWaveIsLeftOutOfTheCount() throws {
        var fleet = try fleet()
        fleet.rollout.waves[0].optional = true
        var suspended = fleet
        suspended.instances[0].suspend = true
        #expect(
            try actions(Fixture.observed(3), suspended)
                == ["hold suspended", "upgrade 2.0.75.260400", "upgrade 2.0.75.260400"])
        var seen = try Fixture.observed(3)
        seen[0] = try Fixture.observed(1, current: Fixture.beyond)[0]
        #expect(try actions(seen, fleet) == ["hold ahead", "upgrade 2.0.75.260400", "upgrade 2.0.75.260400"])
    }

    /// Nothing moves before a person has acted on the canary, so that nothing is promised for later.
    @Test(arguments: [Fixture.beyond, nil]) func whatWaitsForAPersonsWaveIsHeld(_ offered: KernelVersion?) throws {
        let situation = Situation(
            fleet: try fleet(), observation: Observation(startedAt: Fixture.start, instances: try Fixture.observed(3)),
            offers: OfferBook([try Fixture.id(1): Fixture.offer(offered)]), now: Fixture.start)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.instances.map(\.action.kind) == [.hold, .hold, .hold])
        #expect(Verdict([plan]).attention == 3 && !Verdict([plan]).willAct)
    }

    /// The second wave is empty, and the first still soaks: the third will not go on by itself.
    @Test func anEmptyWaveHoldsWhatComesAfterItWhileAnEarlierOneSoaks() throws {
        var fleet = try Fixture.fleet(3, rollout: .canaryFirst(soak: .seconds(86400)))
        fleet.instances[0].labels = ["tier": "canary"]
        fleet.instances[1].labels = ["tier": "mid"]
        let mid = Selector([.init(key: "tier", .in(["mid"]))])
        fleet.rollout.waves.insert(
            RolloutPolicy.Wave(name: "mid", selector: mid, maxUnavailable: .count(1)), at: 1)
        let seen = try Fixture.observed(Fixture.declared, Fixture.beyond, Fixture.old)
        #expect(try actions(seen, fleet) == ["none", "hold ahead", "hold waveEmpty"])
    }

    @Test func aMissingCanaryBlocks() throws {
        #expect(
            try actions(Array(Fixture.observed(3).dropFirst()), fleet())
                == ["hold missing", "hold waveNotReached", "hold waveNotReached"])
    }

    @Test func anInstanceThatNoWaveTakesIsHeld() throws {
        let rollout = RolloutPolicy(waves: [Self.rollout.waves[0]], precheck: .off)
        let fleet = try Fixture.fleet(1, rollout: rollout)
        #expect(try actions(Fixture.observed(1), fleet) == ["hold waveNotReached"])
    }

    @Test func aRunOpensTheNextWaveAfterTwoObservationsAPollApart() throws {
        var driver = RolloutDriver(try fleet())
        var seen = try Fixture.observed(3)
        driver.observe(seen)
        #expect(driver.reading == [try Fixture.id(1)], "only the canary's offer is read")
        driver.offer(Fixture.declared)
        driver.answer(.accepted)
        seen[0] = try Fixture.observed(1, current: Fixture.declared)[0]
        driver.observe(seen, running: [try Fixture.id(1)])
        #expect(driver.reading == nil, "its job still runs")
        driver.observe(seen)
        #expect(driver.reading == nil && driver.nextObservation != nil, "one observation is not enough")
        driver.observe(seen)
        #expect(driver.reading == [try Fixture.id(2), try Fixture.id(3)])
    }

    @Test func aCanaryThatTurnsUnhealthyClosesTheNextWave() throws {
        var driver = RolloutDriver(try fleet())
        var seen = try Fixture.observed(3)
        seen[0] = try Fixture.observed(1, current: Fixture.declared)[0]
        driver.observe(seen)
        seen[0] = try Fixture.observed(1, current: Fixture.declared, status: "abnormal")[0]
        driver.observe(seen)
        #expect(driver.reading == nil)
        #expect(driver.isHeld)
    }

    @Test func wavesOfABigFleetAreSortedOutInOnePass() throws {
        let fleet = try Fixture.fleet(20_000, rollout: Self.rollout)
        let seen = try Fixture.observed(20_000)
        let situation = Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen), now: Fixture.start)
        #expect(Planner().offersNeeded(in: situation).count == 20_000)
    }

    /// Suspended, ahead, or a selector that takes none.
    @Test(arguments: ["suspended", "ahead", "none"], [false, true])
    func aWaveInWhichNothingCountsHoldsTheOthersUnlessItIsOptional(why: String, isOptional: Bool) throws {
        var fleet = try fleet()
        var seen = try Fixture.observed(3)
        switch why {
        case "suspended": fleet.instances[0].suspend = true
        case "ahead": seen[0] = try Fixture.observed(1, current: Fixture.beyond)[0]
        default: fleet.instances[0].labels = [:]
        }
        fleet.rollout.waves[0].optional = isOptional
        let rest = try actions(seen, fleet).dropFirst()
        #expect(Set(rest) == [isOptional ? "upgrade 2.0.75.260400" : "hold waveEmpty"])
    }
}
