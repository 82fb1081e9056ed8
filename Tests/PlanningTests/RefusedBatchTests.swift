import Fleet
import Foundation
import Planning
import Testing

/// Batches that the cloud refuses for the sake of some of their members.
@Suite struct RefusedBatchTests {
    /// A cloud that refuses whole batches, and takes a minute for an upgrade.
    struct StubbornCloud {
        var bad: Set<InstanceID>
        var isNaming = false
        /// Of a refused batch, the good members are upgraded all the same.
        var isPartial = false
        var upgraded: Set<InstanceID> = []
        var calls: [[InstanceID]] = []
        let count: Int

        mutating func answer(_ request: UpgradeRequest) -> Answer {
            calls.append(request.instances)
            let refused = request.instances.filter(bad.contains)
            if refused.isEmpty || isPartial { upgraded.formUnion(Set(request.instances).subtracting(bad)) }
            guard let first = refused.first else { return .accepted }
            return .refused(
                message: "bad: \(isNaming || request.instances.count == 1 ? "\(first)" : "one")", isBusy: false,
                named: isNaming ? [first] : [])
        }

        var list: [ObservedInstance] {
            get throws {
                try (1...count).map { number in
                    let id = try Fixture.id(number)
                    let version = upgraded.contains(id) ? Fixture.declared : Fixture.old
                    return ObservedInstance(
                        id: id, name: "orders-\(number)", status: "normal", kernelVersion: version.description)
                }
            }
        }

        /// Runs until the rollout ends.
        mutating func play(_ driver: inout RolloutDriver) throws {
            for _ in 0..<5000 where driver.result == nil {
                if driver.reading != nil {
                    driver.offer(Fixture.declared)
                } else if let request = driver.submission {
                    driver.answer(answer(request))
                } else {
                    driver.observe(try list)
                }
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var count, bad: Int
        var seed: UInt64
        var isNaming = false
        var isPartial = false
        var batchSize = 100
        var testDescription: String { "\(bad) of \(count), seed \(seed)\(isNaming ? ", named" : "")" }
    }

    static let cases = (0..<40 as Range<UInt64>).map { seed in
        var random = Seeded(state: seed)
        let count = Int.random(in: 1...100, using: &random)
        return Case(
            count: count, bad: Int.random(in: 0...min(count, 6), using: &random), seed: seed,
            isNaming: seed % 4 == 1, isPartial: seed % 3 == 2, batchSize: seed % 5 == 4 ? 10 : 100)
    }

    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: cases) func theBadAreFoundInFewCallsAndTheGoodAreUpgraded(_ one: Case) throws {
        var random = Seeded(state: one.seed)
        let all = try (1...one.count).map(Fixture.id)
        var cloud = StubbornCloud(
            bad: Set(all.shuffled(using: &random).prefix(one.bad)), isNaming: one.isNaming, isPartial: one.isPartial,
            count: one.count)
        var driver = RolloutDriver(
            try Fixture.fleet(one.count, rollout: .upTo(one.count, batchSize: one.batchSize)), fleetState: Fixture.known
        )
        try cloud.play(&driver)
        #expect(one.bad == 0 ? driver.result == .converged : driver.isHeld)
        #expect(cloud.upgraded == Set(all).subtracting(cloud.bad))
        let batches = (one.count + one.batchSize - 1) / one.batchSize
        let limit = 2 * Double(one.bad) * log2(Double(max(one.count, 2))) + 2 + Double(batches)
        #expect(Double(cloud.calls.count) <= limit, "\(cloud.calls.map(\.count))")
        let situation = try #require(driver.rollout.situation(now: driver.now))
        for action in Planner().actions(in: situation) where cloud.bad.contains(action.desired.id) {
            #expect(action.action.reason?.code == .refused)
            #expect(
                action.action.reason?.message.hasSuffix("bad: \(action.desired.id)") == true, "the cloud's own words")
        }
        #expect(driver.journal.failures.isEmpty, "a refusal is no failure")
    }

    /// Both halves are requested without waiting for each other, and with no other instance.
    @Test func halvesAreUnderWayTogetherAndMixWithNobody() throws {
        var driver = RolloutDriver(try Fixture.fleet(6, rollout: .upTo(6, batchSize: 4)))
        driver.asked(try Fixture.observed(6))
        #expect(driver.submission?.instances == (try (1...4).map(Fixture.id)))
        driver.answer(.refused(message: "one of them", isBusy: false))
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == (try (5...6).map(Fixture.id)))
        driver.answer(.deferred(message: "429"))
        driver.observe(try Fixture.observed(6), after: 300)
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == (try (1...2).map(Fixture.id)))
        driver.answer(.accepted)
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == (try (3...4).map(Fixture.id)))
        driver.answer(.accepted)
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == (try (5...6).map(Fixture.id)))
    }

    @Test func theNamedAreHeldAndTheOthersAskedForTogether() throws {
        var driver = RolloutDriver(try Fixture.fleet(4, rollout: .upTo(4)))
        driver.asked(try Fixture.observed(4))
        driver.answer(.refused(message: "frozen: 2", isBusy: false, named: [try Fixture.id(2), try Fixture.id(9)]))
        driver.observe(try Fixture.observed(4), after: 300)
        #expect(try driver.action(of: 2)?.reason?.message == "the cloud refused: frozen: 2")
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == [try Fixture.id(1), try Fixture.id(3), try Fixture.id(4)])
    }

    /// It waits by itself while the others go on, and is held for the rest of the run when it stays busy.
    @Test(arguments: [true, false]) func aBusyMemberWaitsAndIsAskedForAgain(becomesFree: Bool) throws {
        let busy = try Fixture.id(2)
        var driver = RolloutDriver(try Fixture.fleet(4, rollout: .upTo(4)), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(4))
        driver.answer(.refused(message: "DBS.200011", isBusy: true, named: [busy]))
        var list = try Fixture.observed(4)
        driver.observe(list, after: 300)
        var calls: [[InstanceID]] = []
        for _ in 0..<30 where driver.result == nil {
            if driver.reading != nil {
                driver.offer(Fixture.declared)
            } else if let request = driver.submission {
                calls.append(request.instances)
                let isRefused = request.instances == [busy] && !(becomesFree && calls.count == 3)
                driver.answer(isRefused ? .refused(message: "DBS.200011", isBusy: true) : .accepted)
                if !isRefused {
                    list = list.map {
                        request.instances.contains($0.id)
                            ? ObservedInstance(
                                id: $0.id, name: $0.name, status: "normal", kernelVersion: Fixture.declared.description)
                            : $0
                    }
                }
            } else {
                driver.observe(list, after: 300)
            }
        }
        let others = [try Fixture.id(1), try Fixture.id(3), try Fixture.id(4)]
        #expect(calls == [[busy], others, [busy]])
        #expect(becomesFree ? driver.result == .converged : driver.isHeld)
        #expect(try driver.state(of: 2) == (becomesFree ? "none" : "hold refused"))
    }

    /// The next run finds out what the one that was killed had no time for.
    @Test func aRunThatFindsARefusedBatchAsksForItAgain() throws {
        var driver = RolloutDriver(try Fixture.fleet(3, rollout: .upTo(3)), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(3))
        driver.answer(.refused(message: "one of them", isBusy: false))
        driver = driver.again(after: 300)
        driver.observe(try Fixture.observed(3))
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances.count == 3)
    }
}
