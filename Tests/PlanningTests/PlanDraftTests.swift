import Fleet
import Foundation
import Testing

@testable import Planning

/// A plan reads what it needs to say what a run with the same settings would do, and says no more.
@Suite struct PlanDraftTests {
    static func draft(
        _ count: Int, rollout: RolloutPolicy = .upTo(2), fleetState: FleetState = Fixture.known,
        settings: Rollout.Settings = Rollout.Settings()
    ) throws -> PlanDraft {
        let seen = Observation(startedAt: Fixture.start, instances: try Fixture.observed(count))
        return PlanDraft(
            Rollout.situation(
                of: try Fixture.fleet(count, rollout: rollout), fleetState: fleetState, seen: seen, settings: settings,
                now: Fixture.start))
    }

    /// Reads until the draft is complete; `read` is asked for each offer.
    static func plan(_ draft: PlanDraft, _ read: (InstanceID) -> OfferReading?) throws -> (FleetPlan, rounds: Int) {
        var (draft, rounds) = (draft, 0)
        while !draft.offersNeeded.isEmpty, rounds < 100 {
            rounds += 1
            var readings: [InstanceID: OfferReading] = [:]
            for id in draft.offersNeeded { readings[id] = read(id) }
            draft.add(readings, windows: [:])
        }
        return (draft.plan(project: try #require(Fixture.project)), rounds)
    }

    @Test(arguments: [(true, 3), (false, 1)])
    func anOfferThatCannotBeReadHoldsItsOwnInstanceAndNoOther(mayPass: Bool, attempts: Int) throws {
        let (bad, good) = (try Fixture.id(1), try Fixture.id(2))
        var asked: [InstanceID] = []
        let (plan, _) = try Self.plan(try Self.draft(2)) { id in
            asked.append(id)
            return id == bad ? .failed(message: "500", mayPass: mayPass) : .read(Fixture.offer(Fixture.declared))
        }
        #expect(plan.instances.map(\.action.kind) == [.hold, .upgrade])
        #expect(plan.instances.first?.action.reason?.code == .offerUnreadable)
        #expect(asked.count { $0 == bad } == attempts && asked.count { $0 == good } == 1)
    }

    @Test func readingsThatBringNothingEndThePlanAllTheSame() throws {
        let (plan, rounds) = try Self.plan(try Self.draft(2)) { _ in nil }
        #expect(rounds == UnreadableOffer.maximumAttempts)
        #expect(plan.instances.map(\.action.reason?.code) == [.offerNotRead, .offerNotRead])
    }

    /// A request that was accepted has failed when nothing shows of it for twice the settle time.
    @Test(arguments: [(60.0, "hold notStarted"), (300.0, "wait submitted")])
    func aPlanKeepsToTheSettleTimeOfTheRun(settleTime: Double, expected: String) throws {
        let id = try Fixture.id(1)
        var submission = Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start - 200)
        var fleetState = Fixture.known
        fleetState.apply(.intended(id, submission))
        submission.acceptance = .accepted(at: Fixture.start - 190)
        fleetState.apply(.updated(id, submission))
        let draft = try Self.draft(
            1, fleetState: fleetState, settings: Rollout.Settings(settleTime: .seconds(settleTime)))
        let (plan, _) = try Self.plan(draft) { _ in .read(Fixture.offer(Fixture.declared)) }
        #expect(plan.instances.map(\.action.summary) == [expected])
    }

    @Test(arguments: [(RolloutPolicy.Precheck.off, 0), (.preferred, 2), (.required, 2)])
    func aPlanListsThePrechecksThatComeFirst(precheck: RolloutPolicy.Precheck, count: Int) throws {
        var rollout = RolloutPolicy.upTo(2)
        rollout.precheck = precheck
        let (plan, _) = try Self.plan(try Self.draft(2, rollout: rollout)) { _ in .read(Fixture.offer(Fixture.declared))
        }
        #expect(plan.count(of: .upgrade) == 2)
        #expect(plan.prechecks == (try [1, 2].prefix(count).map(Fixture.id)))
    }
}
