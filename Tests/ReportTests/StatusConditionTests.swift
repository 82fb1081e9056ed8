import Fleet
import Foundation
import Journal
import Planning
import Testing

@testable import Reconciler
@testable import Report

/// The conditions of every state that a fleet can be in, and since when they hold.
@Suite struct StatusConditionTests {
    /// A state of a fleet with the conditions that it has.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var plan: @Sendable () throws -> Plan
        var isHeld = false
        /// `Ready`, `Reconciling`, `Stalled`: the status and the reason of each.
        var conditions: [String]
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(
            name: "in sync", plan: { try SamplePlan.idle() },
            conditions: ["True InSync", "False InSync", "False InSync"]),
        Row(
            name: "in sync, while a run makes sure of it", plan: { try SamplePlan.idle() }, isHeld: true,
            conditions: ["True InSync", "False InSync", "False InSync"]),
        Row(
            name: "upgrading, and some are held", plan: { try SamplePlan.make() },
            conditions: ["False NeedsAttention", "True Upgrading", "True NeedsAttention"]),
        Row(
            name: "a run is under way", plan: { try SamplePlan.make() }, isHeld: true,
            conditions: ["False NeedsAttention", "True RunInProgress", "True NeedsAttention"]),
        Row(
            name: "soaking", plan: { try SamplePlan.soaking() },
            conditions: ["False Waiting", "True Waiting", "False GoesOnByItself"]),
        Row(
            name: "due", plan: { try due() },
            conditions: ["False NextRunActs", "True NextRunActs", "False GoesOnByItself"]),
        Row(
            name: "paused until a time", plan: { try SamplePlan.paused() },
            conditions: ["False Paused", "True Paused", "False GoesOnByItself"]),
        Row(
            name: "paused until it is resumed", plan: { try pausedForGood() },
            conditions: ["False Paused", "False NeedsAttention", "True Paused"]),
        Row(
            name: "held by a wave of which nothing counts", plan: { try SamplePlan.waveEmpty() },
            conditions: ["False NeedsAttention", "False NeedsAttention", "True WaveEmpty"]),
    ]

    static func due() throws -> Plan {
        var plan = try SamplePlan.soaking()
        for index in plan.fleets[0].instances.indices {
            plan.fleets[0].instances[index].action = .upgrade(to: KernelVersion(2, 0, 75, 260400))
        }
        return plan
    }

    static func pausedForGood() throws -> Plan {
        var plan = try SamplePlan.paused()
        plan.fleets[0].paused?.until = nil
        for index in plan.fleets[0].instances.indices {
            plan.fleets[0].instances[index].action = .hold(Reason(.paused, "paused by ada"))
        }
        return plan
    }

    @Test(arguments: rows) func theConditionsOfAState(row: Row) async throws {
        let runs = try await SampleStatus.runs(row.isHeld ? [.init(ago: 300)] : [], isHeld: row.isHeld)
        let conditions = FleetStatus(plan: try row.plan().fleets[0], runs: runs).conditions
        #expect(conditions.map(\.type) == [.ready, .reconciling, .stalled])
        #expect(conditions.map { "\($0.status.rawValue) \($0.reason)" } == row.conditions)
        for one in conditions {
            #expect(one.reason.wholeMatch(of: /[A-Z][A-Za-z]*/) != nil && !one.message.isEmpty, "\(one)")
        }
    }

    @Test func whatCouldNotBeReadIsUnknown() {
        let conditions = StatusCondition.unread("401: refused")
        #expect(
            conditions.map { "\($0.type.rawValue) \($0.status.rawValue) \($0.reason)" } == [
                "Ready Unknown NotRead", "Reconciling Unknown NotRead", "Stalled Unknown NotRead",
            ])
        #expect(conditions.allSatisfy { $0.message == "401: refused" && $0.lastTransitionTime == nil })
    }

    /// Results of runs, the oldest first, with how many seconds ago each began; it ended a minute later. Then how many
    /// seconds ago each condition came about; nil: the journal does not know.
    static let transitions: [([(String?, Double)], String, [Double?])] = [
        ([], "in sync", [nil, nil, nil]),
        ([("converged", 900)], "in sync", [840, 840, 840]),
        ([("attention", 9000), ("converged", 900), ("converged", 600)], "in sync", [840, 840, 840]),
        // A run that failed does not say how the fleet stood.
        ([("waiting", 9000), ("converged", 900), ("failed", 600)], "in sync", [840, 840, 8940]),
        // What has changed since, no run has seen.
        ([("waiting", 600)], "in sync", [nil, nil, 540]),
        ([("converged", 900)], "soaking", [nil, nil, 840]),
        ([("converged", 9000), ("waiting", 900), ("timedOut", 600)], "soaking", [840, 840, 8940]),
        ([("attention", 9000), ("waiting", 900)], "soaking", [8940, 840, 840]),
        ([("waiting", 9000), ("attention", 900)], "held by a wave of which nothing counts", [8940, nil, 840]),
        // Of a first run that is under way only its beginning is known.
        ([(nil, 300)], "soaking", [nil, 300, nil]),
        ([], "paused until it is resumed", [nil, nil, 600]),
    ]

    @Test(arguments: transitions)
    func aConditionHoldsSinceTheFirstOfTheLatestRunsThatSaidSo(row: ([(String?, Double)], String, [Double?]))
        async throws
    {
        let runs = try await SampleStatus.runs(
            row.0.map { SampleStatus.Run(result: $0.0, ago: $0.1) }, isHeld: row.0.last.map { $0.0 == nil } ?? false)
        let plan = try #require(Self.rows.first { $0.name == row.1 }).plan().fleets[0]
        let ago = FleetStatus(plan: plan, runs: runs).conditions.map {
            $0.lastTransitionTime.map { SampleStatus.start.timeIntervalSince($0) }
        }
        #expect(ago == row.2)
    }

    @Test func whereNotAllRunsAreReadTheBeginningIsNotKnown() async throws {
        let all = (1...5).reversed().map {
            SampleStatus.Run(result: $0 % 2 == 0 ? "timedOut" : "waiting", ago: Double($0) * 900)
        }
        let plan = try SamplePlan.soaking().fleets[0]
        let some = FleetStatus(plan: plan, runs: try await SampleStatus.runs(all, limit: 3)).conditions
        #expect(some.allSatisfy { $0.lastTransitionTime == nil })
        let whole = FleetStatus(plan: plan, runs: try await SampleStatus.runs(all)).conditions
        #expect(whole.allSatisfy { $0.lastTransitionTime == SampleStatus.start - 4440 })
    }

    @Test func ofUpgradesWithoutARunTheOldestRequestIsTheBeginning() throws {
        let plan = try SamplePlan.make().fleets[0]
        let status = FleetStatus(
            plan: plan, requestedAt: [plan.instances[3].id: SampleStatus.start - 500])
        #expect(status.conditions[1].lastTransitionTime == SampleStatus.start - 500)
    }
}
