import Fleet
import Foundation
import Testing

@testable import Planning

/// A run that applies a saved plan does what it lists, and nothing else.
@Suite struct PlannedGuardTests {
    static func plan(_ upgrades: [SavedUpgrade], cancellations: [SavedCancellation] = []) throws -> SavedPlan {
        var plan = try PlanInputs().saved()
        (plan.fleets[0].upgrades, plan.fleets[0].cancellations) = (upgrades, cancellations)
        return plan
    }

    static func upgrade(
        _ number: Int, from: KernelVersion = Fixture.old, to target: KernelVersion = Fixture.declared
    ) throws -> SavedUpgrade {
        SavedUpgrade(instance: try Fixture.id(number), from: from, target: target)
    }

    /// Two instances that lag and one that does not, as a run sees them.
    static func actions(
        _ upgrades: [SavedUpgrade], offer: KernelVersion = Fixture.declared, hasOffers: Bool = true
    ) throws -> [Action] {
        let fleet = try Fixture.fleet(3, rollout: .allAtOnce) { $0.via = [Fixture.stop] }
        var offers: [InstanceID: Offer] = [:]
        for number in 1...3 { offers[try Fixture.id(number)] = Fixture.offer(offer) }
        let seen = Observation(
            startedAt: Fixture.start, instances: try Fixture.observed(Fixture.old, Fixture.old, Fixture.declared))
        let situation = Situation(
            fleet: fleet, observation: seen, offers: OfferBook(hasOffers ? offers : [:]), fleetState: Fixture.known,
            now: Fixture.start, purpose: .run)
        return Planner(applying: try plan(upgrades)).actions(in: situation).map(\.action)
    }

    @Test func whatIsListedIsUpgradedAndNothingElse() throws {
        let actions = try Self.actions([try Self.upgrade(1)])
        #expect(actions[0] == .upgrade(to: Fixture.declared))
        #expect(actions[1].reason?.code == .notPlanned && actions[1].kind == .hold)
        #expect(actions[2] == .none, "what is in sync stays so")
        #expect(actions[1].outlook == .waiting, "a new plan takes it up")
    }

    @Test func aPlanThatListsNothingPermitsNothing() throws {
        let actions = try Self.actions([])
        #expect(actions.prefix(2).map(\.reason?.code) == [.notPlanned, .notPlanned])
    }

    @Test func anotherTargetThanTheListedOneIsHeld() throws {
        let actions = try Self.actions([try Self.upgrade(1)], offer: Fixture.stop)
        #expect(actions[0].reason?.message.contains("to \(Fixture.declared), and \(Fixture.stop) is offered") == true)
        #expect(actions[0].kind == .hold)
    }

    @Test func anotherVersionThanTheListedOneIsHeld() throws {
        let actions = try Self.actions([try Self.upgrade(1, from: Fixture.stop)])
        #expect(actions[0].reason?.code == .notPlanned)
    }

    @Test func anInstanceThatIsListedTwiceIsNotUpgraded() throws {
        let actions = try Self.actions([try Self.upgrade(1), try Self.upgrade(1, to: Fixture.stop)])
        #expect(actions[0].reason?.code == .notPlanned)
    }

    @Test func whatIsNotListedIsNotEvenAskedForItsOffer() throws {
        let actions = try Self.actions([try Self.upgrade(1)], hasOffers: false)
        #expect(actions.prefix(2).map(\.reason?.code) == [.offerNotRead, .notPlanned])
    }

    /// What is permitted by the plan and forbidden by a rule stays forbidden.
    @Test func theOtherRulesStillHold() throws {
        #expect(try Self.actions([try Self.upgrade(1)], offer: Fixture.beyond)[0].reason?.code == .superseded)
    }

    /// A whole run: one request, for the listed instance.
    @Test func aRunRequestsWhatIsListedAndEnds() throws {
        let fleet = try Fixture.fleet(2, rollout: .allAtOnce)
        var rollout = Rollout(
            fleet: fleet, fleetState: Fixture.known, settings: RolloutDriver.settings,
            planner: Planner(applying: try Self.plan([try Self.upgrade(2)])))
        let start = Fixture.start
        _ = rollout.step(.began, now: start)
        let lagging = Observation(startedAt: start, instances: try Fixture.observed(2))
        var step = rollout.step(.observed(lagging, ExternalState()), now: start)
        #expect(step.next == .readOffers([try Fixture.id(2)]))
        step = rollout.step(
            .offersRead([try Fixture.id(2): .read(Fixture.offer(Fixture.declared))]), now: start + 1)
        guard case .submit(let request, _)? = step.next else {
            Issue.record("\(step)")
            return
        }
        #expect(request.instances == [try Fixture.id(2)])
        step = rollout.step(.answered(request, .accepted), now: start + 2)
        for seconds in [30.0, 60, 90] {
            let seen = Observation(
                startedAt: start + seconds, instances: try Fixture.observed(Fixture.old, Fixture.declared))
            step = rollout.step(.observed(seen, ExternalState()), now: start + seconds)
            if case .finish? = step.next { break }
        }
        #expect(step.next == .finish(.waiting), "the other is left to a new plan")
    }

    @Test func onlyListedCancellationsAreMadeAndThoseOfListedUpgrades() throws {
        let listed = SavedCancellation(instance: try Fixture.id(1), job: "job-1")
        let work = PlannedWork(try Self.plan([try Self.upgrade(2)], cancellations: [listed]))
        #expect(work.permitsCancellation(of: listed.instance, job: "job-1"))
        #expect(!work.permitsCancellation(of: listed.instance, job: "job-2"))
        #expect(work.permitsCancellation(of: try Fixture.id(2), job: "job-3"), "the plan itself may have scheduled it")
        #expect(!work.permitsCancellation(of: try Fixture.id(3), job: "job-1"))
    }

    /// Ours is scheduled and the fleet is suspended since, so that a run would cancel it.
    @Test(arguments: [true, false]) func aScheduledUpgradeIsCanceledOnlyWhereThePlanListsIt(isListed: Bool) throws {
        let id = try Fixture.id(1)
        var fleetState = Fixture.known
        var submission = Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, delay: true,
            sentAt: Fixture.start - 600)
        fleetState.apply(.intended(id, submission))
        submission.acceptance = .accepted(at: Fixture.start - 590)
        submission.progress = .scheduled(.init(id: "job-1"))
        fleetState.apply(.updated(id, submission))
        let fleet = try Fixture.fleet(1, suspend: true)
        let plan = try Self.plan(
            [], cancellations: isListed ? [SavedCancellation(instance: id, job: "job-1")] : [])
        var rollout = Rollout(
            fleet: fleet, fleetState: fleetState, settings: RolloutDriver.settings, planner: Planner(applying: plan))
        _ = rollout.step(.began, now: Fixture.start)
        let seen = Observation(
            startedAt: Fixture.start, instances: try Fixture.observed(1),
            inFlight: [try Fixture.job("job-1", .scheduled)])
        let step = rollout.step(.observed(seen, ExternalState()), now: Fixture.start)
        #expect((step.next == .cancel([id: "job-1"])) == isListed, "\(String(describing: step.next))")
    }
}
