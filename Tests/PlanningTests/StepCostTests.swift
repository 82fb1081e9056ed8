import Fleet
import Foundation
import Testing

@testable import Planning

/// How many instances a step looks at, and about how many it decides: counts, which are the same on every machine.
@Suite struct StepCostTests {
    /// A tenth of the instances is to be upgraded, ten in a call and fifty at a time.
    struct Run {
        var driver: RolloutDriver
        var instances: [ObservedInstance]

        init(_ size: Int, waves: [RolloutPolicy.Wave]? = nil) throws {
            var rollout = RolloutPolicy.upTo(50, batchSize: 10)
            if let waves { rollout.waves = waves }
            let canaries = Set(try (1...size / 2).map(Fixture.id))
            let fleet = try Fixture.fleet(size, rollout: rollout) { instance in
                instance.labels = ["tier": canaries.contains(instance.id) ? "canary" : "rest"]
            }
            instances = try Fixture.observed(size, current: Fixture.declared)
            for index in stride(from: 0, to: size, by: 10) {
                instances[index] = ObservedInstance(
                    id: instances[index].id, name: instances[index].name, status: "normal",
                    kernelVersion: Fixture.old.description)
            }
            driver = RolloutDriver(fleet, fleetState: Fixture.known)
        }

        /// The cost of what is done: instances that were looked at, and decisions.
        mutating func cost(_ body: (inout Run) -> Void) -> Int {
            func total() -> Int { driver.rollout.decisions.visitCount + driver.rollout.decisions.decisionCount }
            let before = total()
            body(&self)
            return total() - before
        }

        mutating func upgrade(_ ids: [InstanceID]) {
            for (index, one) in instances.enumerated() where ids.contains(one.id) {
                instances[index] = ObservedInstance(
                    id: one.id, name: one.name, status: one.status.description,
                    kernelVersion: Fixture.declared.description)
            }
        }
    }

    @Test(arguments: [1000, 10_000])
    func aStepLooksAtTheInstancesThatItChangesAndAtNoOthers(size: Int) throws {
        var run = try Run(size)
        #expect(run.cost { $0.driver.observe($0.instances) } == 2 * size)
        var requested: [InstanceID] = []
        for _ in 1...5 {
            #expect(run.driver.reading?.count == 10)
            #expect(run.cost { $0.driver.offer(Fixture.declared) } == 20)
            requested += try #require(run.driver.submission).instances
            #expect(run.cost { $0.driver.answer(.accepted) } == 20)
        }
        #expect(requested.count == 50 && run.driver.nextObservation != nil)
        #expect(run.cost { $0.driver.observe($0.instances, running: requested) } == 2 * 50)
        #expect(run.cost { $0.driver.observe($0.instances, running: requested) } <= 2 * 50, "offers grow old")
        #expect(run.cost { $0.driver.observe($0.instances, running: requested) } == 0, "nothing is new")
        #expect(
            run.cost { run in
                run.upgrade(Array(requested.prefix(10)))
                run.driver.observe(run.instances, running: Array(requested.dropFirst(10)))
            } == 20)
        #expect(run.driver.reading?.count == 10)
        #expect(run.cost { run in _ = run.driver.counts } == 0, "a count of what is known")
    }

    @Test(arguments: [1000, 10_000])
    func whatWaitsForAnEarlierWaveIsLeftAloneWhileThatWaveIsUpgraded(size: Int) throws {
        let canary = Selector([.init(key: "tier", .in(["canary"]))])
        var run = try Run(
            size,
            waves: [
                RolloutPolicy.Wave(name: "canary", selector: canary, maxUnavailable: .count(50)),
                RolloutPolicy.Wave(name: "rest", maxUnavailable: .count(50)),
            ])
        run.driver.observe(run.instances)
        for _ in 1...5 {
            #expect(run.cost { $0.driver.offer(Fixture.declared) } == 20)
            #expect(run.cost { $0.driver.answer(.accepted) } == 20)
        }
    }

    @Test(arguments: [1000, 10_000])
    func aLimitOnChangesIsFoundWithoutLookingAtWhatItHolds(size: Int) throws {
        var run = try Run(size)
        var rollout = run.driver.rollout.fleet.rollout
        rollout.maxChanges = .count(15)
        let fleet = DesiredFleet(
            name: "orders", location: run.driver.rollout.fleet.location, rollout: rollout,
            instances: run.driver.rollout.fleet.instances)
        run.driver = RolloutDriver(fleet, fleetState: Fixture.known)
        run.driver.observe(run.instances)
        var sizes: [Int] = []
        for _ in 1...2 {
            #expect(run.cost { $0.driver.offer(Fixture.declared) } <= 20)
            sizes.append(run.driver.submission?.instances.count ?? 0)
            #expect(run.cost { $0.driver.answer(.accepted) } <= 20)
        }
        #expect(sizes == [10, 5])
        #expect(run.driver.counts?.held == size / 10 - 15)
    }
}
