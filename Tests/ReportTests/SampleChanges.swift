import Fleet
import Foundation
import Testing
import Text

@testable import Planning
@testable import Report

/// A change with every kind of line that people read, and the plan that is made after it.
struct SampleChanges {
    /// What is declared before and after.
    var before: [DesiredFleet], after: [DesiredFleet]
    var plan: Plan

    static let base = ComparedBase(
        ref: "main", tip: "89abcdef0123456789abcdef0123456789abcdef", oid: "89abcdef0123456789abcdef0123456789abcdef")
    /// The branch has moved on since.
    static let left = ComparedBase(
        ref: "origin/main", tip: "fedcba9876543210fedcba9876543210fedcba98",
        oid: "89abcdef0123456789abcdef0123456789abcdef")

    private static let (old, new) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))
    private static let stop = KernelVersion(2, 0, 74, 260300)

    /// The changes of the sample.
    func changes(_ base: ComparedBase = SampleChanges.base) -> PlanChanges {
        PlanChanges(base: base, FleetChange.all(from: before, to: after), in: plan)
    }

    static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    private static func location(_ region: String = "cn-north-4") throws -> Location {
        Location(region: region, project: .id(try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))))
    }

    /// A fleet of ten, two of which are the canaries, and four others.
    static func make() throws -> SampleChanges {
        func instance(_ number: Int, _ version: KernelVersion, _ change: (inout DesiredInstance) -> Void = { _ in })
            throws
            -> DesiredInstance
        {
            var instance = DesiredInstance(id: try id(number), version: version)
            if number == 1 { instance.labels = ["tier": "canary"] }
            change(&instance)
            return instance
        }
        let canary = Selector([.init(key: "tier", .in(["canary"]))])
        var careful = RolloutPolicy(
            name: "careful",
            waves: [
                .init(name: "canary", selector: canary, maxUnavailable: .count(1), soak: .seconds(3600)),
                .init(name: "rest", maxUnavailable: .count(2)),
            ])
        let here = try location()
        let ordersBefore = DesiredFleet(
            name: "orders", location: here, rollout: careful,
            instances: try [
                instance(1, old), instance(2, old), instance(3, old), instance(4, old), instance(5, old),
                instance(6, new) { $0.suspend = true }, instance(7, new), instance(8, old), instance(9, old),
                instance(11, new),
            ])
        careful.waves[0].soak = .seconds(86_400)
        careful.freezes = [
            .init(
                from: .init(year: 2027, month: 2, day: 1), to: .init(year: 2027, month: 2, day: 14),
                reason: "the spring festival")
        ]
        careful.maxChanges = .percent(50)
        let ordersAfter = DesiredFleet(
            name: "orders", location: here, rollout: careful,
            instances: try [
                instance(1, new), instance(2, new), instance(3, new), instance(4, new),
                instance(5, new) { $0.via = [stop] }, instance(6, new),
                instance(7, new) { $0.labels = ["tier": "canary"] },
                instance(10, new) { $0.name = "orders-new" }, instance(11, new), instance(12, old),
            ])
        let reports = DesiredFleet(
            name: "reports", location: here,
            instances: try [instance(12, old), instance(13, old), instance(14, old)])
        let archive = DesiredFleet(name: "archive", location: here, instances: try [instance(15, old)])
        var others = try ["billing", "carts", "search"].enumerated().map { index, name in
            DesiredFleet(name: name, location: here, instances: [try instance(20 + index, old)])
        }
        let before = [ordersBefore, reports] + others
        for index in others.indices { others[index].rollout.batchSize = 20 }
        others[2].instances[0].version = new
        let after = [ordersAfter, archive] + others

        let names = [
            1: "orders-canary", 2: "orders-primary", 3: "orders-replica-a", 4: "订单数据库-只读", 5: "ledger", 6: "invoices",
            7: "orders-hot", 8: "orders-gone", 9: "orders-canceled", 10: "orders-new", 11: "orders-late",
            12: "reports-a",
            13: "reports-b", 14: "reports-c", 15: "archive", 20: "billing", 21: "carts", 22: "search",
        ]
        let seen = try names.map { number, name in
            ObservedInstance(id: try id(number), name: name, status: "normal", kernelVersion: old.description)
        }
        func plan(of fleet: DesiredFleet) throws -> FleetPlan {
            let offers = Dictionary(
                uniqueKeysWithValues: try names.keys.map {
                    (try id($0), Offer(current: old, offered: $0 == 5 ? stop : new, readAt: SamplePlan.start))
                })
            var situation = Situation(
                fleet: fleet, observation: Observation(startedAt: SamplePlan.start, instances: seen),
                offers: OfferBook(offers), now: SamplePlan.start)
            situation.memory.hasJournal = true
            return Planner().plan(situation, project: try #require(ProjectID("054e292c9880d4992f02c0196d3ea468")))
        }
        var plans = try after.filter { $0.name != "search" }.map(plan)
        if let orders = plans.firstIndex(where: { $0.fleet == "orders" }) {
            plans[orders].cancellations = [
                PlannedCancellation(
                    instance: try id(9), name: "orders-canceled", job: "job-9",
                    message: "its scheduled upgrade (job job-9) is canceled: it is declared no more")
            ]
        }
        let declared = Set(after.flatMap(\.instances).map(\.id))
        return SampleChanges(
            before: before, after: after,
            plan: Plan(
                revision: "more@0123456789abcdef0123456789abcdef01234567", fleets: plans,
                unmanaged: UnmanagedInstance.find(
                    in: Observation(startedAt: SamplePlan.start, instances: seen), declared: declared,
                    region: "cn-north-4", project: try #require(ProjectID("054e292c9880d4992f02c0196d3ea468")))))
    }

    /// With text from outside wherever it can stand.
    static func hostile(_ text: String) throws -> (plan: Plan, changes: PlanChanges) {
        var sample = try make()
        for index in sample.after.indices {
            sample.after[index].labels = [text: text]
            sample.after[index].location.credentials = text
            sample.after[index].rollout.name = text
            sample.after[index].rollout.freezes = [
                .init(
                    from: .init(year: 2027, month: 2, day: 1), to: .init(year: 2027, month: 2, day: 2), reason: text)
            ]
            for wave in sample.after[index].rollout.waves.indices {
                sample.after[index].rollout.waves[wave].name = "\(text)\(wave)"
            }
            for number in sample.after[index].instances.indices {
                sample.after[index].instances[number].name = text
            }
        }
        for index in sample.before.indices where sample.before[index].name == "reports" {
            sample.before[index].name = text
        }
        sample.plan.unmanaged = sample.plan.unmanaged.map { one in
            var one = one
            (one.name, one.current) = (text, text)
            return one
        }
        for fleet in sample.plan.fleets.indices {
            for index in sample.plan.fleets[fleet].instances.indices {
                sample.plan.fleets[fleet].instances[index].name = text
                sample.plan.fleets[fleet].instances[index].current = text
            }
        }
        let base = ComparedBase(ref: text, tip: Self.base.tip, oid: Self.base.oid)
        return (sample.plan, sample.changes(base))
    }
}
