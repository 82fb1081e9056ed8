import Fleet
import Foundation
import Planning
import Testing

@Suite struct PlannerTests {
    /// Ten instances on two versions, all offered what is declared.
    func situation(_ rollout: RolloutPolicy) throws -> Situation {
        let other = KernelVersion(2, 0, 60, 250100)
        let fleet = try Fixture.fleet(10, rollout: rollout)
        let seen = try Fixture.observed(10).enumerated().map { index, instance in
            index.isMultiple(of: 2)
                ? instance
                : ObservedInstance(
                    id: instance.id, name: instance.name, status: "normal", kernelVersion: other.description)
        }
        let offers = Dictionary(
            uniqueKeysWithValues: seen.map {
                ($0.id, Offer(current: $0.current, offered: Fixture.declared, readAt: Fixture.start))
            })
        return Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen),
            offers: OfferBook(offers), now: Fixture.start)
    }

    func plan(_ situation: Situation) throws -> FleetPlan {
        Planner().plan(situation, project: try #require(Fixture.project))
    }

    @Test func batchesGroupByCurrentVersionAndKeepToTheirSize() throws {
        let plan = try plan(
            situation(RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(10))], batchSize: 3)))
        #expect(plan.batches.map(\.number) == [1, 2, 3, 4])
        #expect(plan.batches.map(\.instances.count) == [3, 2, 3, 2])
        #expect(plan.batches.map(\.from.patch) == [60, 60, 69, 69])
        #expect(plan.instances.compactMap(\.batch).sorted() == [1, 1, 1, 2, 2, 3, 3, 3, 4, 4])
    }

    @Test func aBatchIsNeverLargerThanWhatMayBeUnavailable() throws {
        let plan = try plan(situation(RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))])))
        #expect(plan.maxUnavailable == 2)
        #expect(plan.batches.allSatisfy { $0.instances.count <= 2 })
    }

    @Test func aCallNamesAtMostOneHundred() throws {
        let fleet = try Fixture.fleet(250, rollout: .allAtOnce)
        let seen = try Fixture.observed(250)
        let offers = Dictionary(uniqueKeysWithValues: seen.map { ($0.id, Fixture.offer(Fixture.declared)) })
        let plan = try plan(
            Situation(
                fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen),
                offers: OfferBook(offers), now: Fixture.start))
        #expect(plan.batches.map(\.instances.count) == [100, 100, 50])
    }

    @Test func theSameInputsGiveTheSameBytes() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let plans = try (0..<20).map { _ in
            try encoder.encode(Plan(revision: "main@1", fleets: [plan(situation(.builtIn))]))
        }
        #expect(Set(plans).count == 1)
    }

    @Test func aPlanSurvivesJSON() throws {
        var situation = try situation(.allAtOnce)
        situation.observation.instances[try Fixture.id(3)]?.status = InstanceStatus("abnormal")
        situation.observation.inFlight[try Fixture.id(4)] = UpgradeJob(
            id: "j", instance: try Fixture.id(4), phase: .running)
        let extra = UnmanagedInstance(
            region: "cn-north-4", project: try #require(Fixture.project), try #require(try Fixture.observed(1).first))
        let plan = Plan(revision: "main@1", fleets: [try plan(situation)], unmanaged: [extra])
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan)
        #expect(plan.hasChanges)
        #expect(!plan.fleets[0].hasConverged)
    }

    @Test func unhealthyInstancesTakeSlots() throws {
        var situation = try situation(RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]))
        situation.observation.instances[try Fixture.id(1)]?.status = InstanceStatus("abnormal")
        let actions = Planner().actions(in: situation).map(\.action.summary)
        #expect(actions == ["hold unfit"] + Array(repeating: "hold noSlot", count: 9))
    }

    @Test func maxUnavailableZeroIsAGate() throws {
        let situation = try situation(RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(0))]))
        #expect(Set(Planner().actions(in: situation).map(\.action.summary)) == ["hold manualGate"])
        #expect(try plan(situation).batches.isEmpty)
    }

    @Test func unmanagedIsWhatNoFleetDeclares() throws {
        let seen = Observation(startedAt: Fixture.start, instances: try Fixture.observed(3))
        let project = try #require(Fixture.project)
        let found = UnmanagedInstance.find(
            in: seen, declared: [try Fixture.id(2)], region: "cn-north-4", project: project)
        #expect(found.map(\.id) == [try Fixture.id(1), try Fixture.id(3)])
    }

    @Test func anEmptyFleetPlansNothing() throws {
        let plan = try plan(
            Situation(
                fleet: try Fixture.fleet(0), observation: Observation(startedAt: Fixture.start, instances: []),
                now: Fixture.start))
        #expect(plan.instances.isEmpty && plan.batches.isEmpty && plan.hasConverged)
    }
}
