import Fleet
import Foundation
import Planning
import Testing

/// The table of actions: a row a case, the first that matches wins.
@Suite struct ActionTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var current: KernelVersion? = Fixture.old
        var offered: KernelVersion? = Fixture.declared
        var isOfferRead = true
        var status = "normal"
        var via: Set<KernelVersion> = []
        var job: UpgradeJob.Phase?
        var suspend = false
        var declaredName: String?
        var offerCurrent: KernelVersion? = Fixture.old
        var expected: String
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "in sync", current: Fixture.declared, offered: Fixture.beyond, expected: "none"),
        Row(name: "in sync though busy", current: Fixture.declared, status: "MODIFYING", expected: "none"),
        Row(name: "in sync though suspended", current: Fixture.declared, suspend: true, expected: "none"),
        Row(name: "a job runs", job: .running, expected: "wait upgrading"),
        Row(name: "a job runs on a suspended one", job: .running, suspend: true, expected: "wait upgrading"),
        Row(name: "a delayed job", job: .scheduled, expected: "wait scheduled"),
        Row(name: "a delayed job of a suspended one", job: .scheduled, suspend: true, expected: "hold suspended"),
        Row(name: "offered what is declared", expected: "upgrade 2.0.75.260400"),
        Row(
            name: "offered a declared stop", offered: Fixture.stop, via: [Fixture.stop],
            expected: "upgrade 2.0.72.260100"),
        Row(name: "offered beyond", offered: Fixture.beyond, expected: "hold superseded"),
        Row(
            name: "offered beyond, though in via", offered: Fixture.beyond, via: [Fixture.beyond],
            expected: "hold superseded"),
        Row(name: "offered an undeclared stop", offered: Fixture.stop, expected: "hold undeclaredStop"),
        Row(name: "offered nothing", offered: nil, expected: "hold notOffered"),
        Row(name: "offered what it runs", offered: Fixture.old, expected: "hold notOffered"),
        Row(name: "ahead", current: Fixture.beyond, offered: nil, offerCurrent: Fixture.beyond, expected: "hold ahead"),
        Row(
            name: "ahead and offered the declared", current: Fixture.beyond, offerCurrent: Fixture.beyond,
            expected: "hold ahead"),
        Row(name: "missing", current: nil, expected: "hold missing"),
        Row(name: "missing and suspended", current: nil, suspend: true, expected: "hold missing"),
        Row(name: "suspended", suspend: true, expected: "hold suspended"),
        Row(name: "abnormal", status: "abnormal", expected: "hold unfit"),
        Row(name: "unknown status", status: "who knows", expected: "wait busy"),
        Row(name: "other name", declaredName: "payments", expected: "hold nameMismatch"),
        Row(name: "same name", declaredName: "orders-1", expected: "upgrade 2.0.75.260400"),
        Row(name: "offer not read", isOfferRead: false, expected: "wait offerNotRead"),
        Row(name: "query sees another version than the list", offerCurrent: Fixture.stop, expected: "wait moving"),
        Row(
            name: "the confirmation range", current: Fixture.inConfirmationRange,
            offerCurrent: Fixture.inConfirmationRange,
            expected: "hold needsConfirmation"),
    ]

    @Test(arguments: rows) func table(_ row: Row) throws {
        let fleet = try Fixture.fleet(1, rollout: .allAtOnce) {
            $0.via = row.via
            $0.suspend = row.suspend
            $0.name = row.declaredName
        }
        let id = try Fixture.id(1)
        let seen = try row.current.map { try Fixture.observed(1, current: $0, status: row.status) } ?? []
        let jobs = row.job.map { [UpgradeJob(id: "job", instance: id, phase: $0)] } ?? []
        let situation = Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen, inFlight: jobs),
            offers: OfferBook(
                row.isOfferRead
                    ? [id: Offer(current: row.offerCurrent, offered: row.offered, readAt: Fixture.start)] : [:]),
            now: Fixture.start)
        #expect(try #require(Planner().actions(in: situation).first).action.summary == row.expected)
    }

    @Test func suspendingFleetOrRolloutHoldsEverything() throws {
        for fleet in [try Fixture.fleet(2, suspend: true), try Fixture.fleet(2, rollout: RolloutPolicy(suspend: true))]
        {
            let situation = Situation(
                fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: try Fixture.observed(2)),
                now: Fixture.start)
            #expect(Planner().actions(in: situation).map(\.action.summary) == ["hold suspended", "hold suspended"])
            #expect(Planner().offersNeeded(in: situation).isEmpty)
        }
    }

    @Test func anUnreadableVersionIsHeldWithTheCloudsText() throws {
        let id = try Fixture.id(1)
        let odd = ObservedInstance(id: id, name: "odd", status: "normal", kernelVersion: "2.0.075.1")
        let situation = Situation(
            fleet: try Fixture.fleet(1), observation: Observation(startedAt: Fixture.start, instances: [odd]),
            offers: OfferBook([id: Fixture.offer(Fixture.declared)]), now: Fixture.start)
        let action = try #require(Planner().actions(in: situation).first).action
        #expect(action.summary == "hold versionUnreadable")
        #expect(action.reason?.message.contains("2.0.075.1") == true)
    }

    @Test func anOldReadingPermitsNothingInARunButShowsInAPlan() throws {
        let id = try Fixture.id(1)
        var situation = Situation(
            fleet: try Fixture.fleet(1, rollout: .allAtOnce),
            observation: Observation(startedAt: Fixture.start, instances: try Fixture.observed(1)),
            offers: OfferBook([id: Fixture.offer(Fixture.declared)]), now: Fixture.start + 60,
            purpose: .run, settings: Rollout.Settings(maximumOfferAge: .seconds(60)))
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["wait offerNotRead"])
        situation.now = Fixture.start - 1
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["wait offerNotRead"], "a clock set back")
        situation.now = Fixture.start + 59.9
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["upgrade 2.0.75.260400"])
        situation.now = Fixture.start + 3600
        situation.purpose = .plan
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["upgrade 2.0.75.260400"])
    }

    /// Without any rule at all there is still nothing to upgrade to unless an offer was read.
    @Test func noRulesAtAllStillNeedAnOffer() throws {
        let situation = Situation(
            fleet: try Fixture.fleet(1, rollout: .allAtOnce),
            observation: Observation(startedAt: Fixture.start, instances: try Fixture.observed(1)), now: Fixture.start)
        #expect(Planner(guards: []).actions(in: situation).map(\.action.summary) == ["hold notOffered"])
    }
}

extension Action {
    var summary: String {
        switch self {
        case .none: "none"
        case .upgrade(let target): "upgrade \(target)"
        case .cancel(let reason), .wait(let reason), .hold(let reason): "\(kind) \(reason.code.rawValue)"
        }
    }
}
