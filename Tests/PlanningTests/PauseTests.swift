import Fleet
import Foundation
import Planning
import Testing

@Suite struct PauseTests {
    static let end = Fixture.start + 3600

    static func pause(until: Date? = nil, cancelsScheduled: Bool = false) -> Pause {
        Pause(
            fleet: "orders", user: "ada", host: "build-7", at: Fixture.start, reason: "a change of the network",
            until: until, cancelsScheduled: cancelsScheduled)
    }

    @Test func nothingOfAPausedFleetIsAskedForAndTheRunEndsAtOnce() throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(2), paused: Self.pause())
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold paused")
    }

    @Test func thePauseSaysByWhomWhenWhyAndUntilWhen() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1), paused: Self.pause(until: Self.end))
        guard case .wait(let reason)? = try driver.action(of: 1) else {
            Issue.record("with an end it waits")
            return
        }
        #expect(reason.until == Self.end)
        for part in ["ada", "build-7", Fixture.start.minute, "a change of the network", Self.end.minute] {
            #expect(reason.message.contains(part), "\(reason.message)")
        }
    }

    @Test(arguments: [(-1.0, true), (0, false)])
    func aPauseWithAnEndLastsUntilThenAndNoLonger(seconds: Double, isPaused: Bool) throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1), paused: Self.pause(until: Self.end), after: 3600 + seconds)
        #expect((driver.reading == nil) == isPaused)
    }

    @Test func anUpgradeThatRunsIsWatchedToItsEnd() throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)], paused: Self.pause())
        #expect(driver.nextObservation != nil)
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old), paused: Self.pause())
        #expect(driver.rollout.memory.changes.completed == 1)
        #expect(driver.isHeld)
    }

    @Test func aRequestThatAPauseKeptBackIsWithdrawnAndNotMadeAgain() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver.answer(.deferred(message: Self.pause().sentence.text))
        #expect(driver.journal.submissions.isEmpty)
        driver.observe(try Fixture.observed(1), paused: Self.pause())
        #expect(driver.isHeld)
    }

    @Test(arguments: [true, false])
    func whatIsScheduledIsCanceledWhereThePauseSaysSo(cancels: Bool) throws {
        let fleet = try Fixture.fleet(1, rollout: .upTo(1, timing: .maintenanceWindow))
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(1))
        let job = try Fixture.job("s", .scheduled, created: driver.now)
        driver.observe(try Fixture.observed(1), jobs: [job])
        driver.offer(Fixture.declared)
        var next = driver.again()
        next.observe(try Fixture.observed(1), jobs: [job], paused: Self.pause(cancelsScheduled: cancels))
        #expect(next.canceling == (cancels ? [try Fixture.id(1): "s"] : nil))
    }

    @Test func aPlanShowsThePauseAndWhatIsOfferedAllTheSame() throws {
        let fleet = try Fixture.fleet(1)
        var situation = Rollout.situation(
            of: fleet, fleetState: Fixture.known,
            seen: Observation(startedAt: Fixture.start, instances: try Fixture.observed(1)),
            external: ExternalState(paused: Self.pause()),
            now: Fixture.start)
        #expect(Planner().offersNeeded(in: situation) == [try Fixture.id(1)])
        situation.offers.add([try Fixture.id(1): .read(Fixture.offer(Fixture.declared))], now: situation.now)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.paused == Self.pause())
        #expect(plan.instances.map(\.action.summary) == ["hold paused"])
    }
}
