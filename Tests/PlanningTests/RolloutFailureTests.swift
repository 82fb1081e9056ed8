import Fleet
import Foundation
import Planning
import Testing

/// What goes wrong in a run, and what the state machine makes of it.
@Suite struct RolloutFailureTests {
    @Test func aRefusedBatchDoesNotStopTheOthersAndIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 1)
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        #expect(driver.submission?.instances == [try World.id(1)])
        driver.answer(.refused(message: "DBS.200316 storage full", isBusy: false))
        driver.offer(World.declared)
        #expect(driver.submission?.instances == [try World.id(2)])
        driver.answer(.accepted)
        var seen = try World.observed(2)
        seen[1] = try World.observed(2, current: World.declared)[1]
        driver.observe(seen)
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold refused")
    }

    @Test func aRefusedBatchOfSeveralKeepsItsSlotsUntilNothingHasShown() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))])
        var driver = RolloutDriver(try World.fleet(3, rollout: rollout))
        driver.observe(try World.observed(3))
        driver.offer(World.declared)
        driver.answer(.refused(message: "DBS.200011 busy", isBusy: true))
        #expect(driver.reading == nil && driver.nextLook != nil, "both slots are still taken")
        var seen = try World.observed(3)
        seen[0] = try World.observed(1, current: World.declared)[0]
        driver.observe(seen)
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.declared))))
        #expect(driver.reading == [try World.id(3)], "one has landed, so one slot is free")
        driver.offer(World.declared)
        driver.answer(.accepted)
        seen[2] = try World.observed(3, current: World.declared)[2]
        driver.observe(seen)
        driver.observe(seen, after: 300)
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 2) == "hold refused")
    }

    @Test func aBusyInstanceKeepsTheSlot() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        driver.answer(.refused(message: "DBS.200011", isBusy: true))
        #expect(driver.reading == nil && driver.nextLook != nil)
        var seen = try World.observed(2)
        driver.observe(seen, running: [try World.id(1)])
        #expect(driver.reading == nil)
        seen[0] = try World.observed(1, current: World.declared)[0]
        driver.observe(seen)
        #expect(driver.reading == [try World.id(2)])
    }

    @Test func aRequestThatNeverReachedTheServiceIsMadeAgainAfterALook() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        let request = try #require(driver.submission)
        driver.answer(.deferred(message: "429 APIGW.0308"))
        #expect(driver.submission == nil && driver.nextLook == driver.now + 30)
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        #expect(driver.submission == request)
    }

    @Test func anOldListIsNoLandingElsewhere() throws {
        var driver = RolloutDriver(try World.fleet(1) { $0.via = [World.stop] })
        driver.observe(try World.observed(1))
        driver.offer(World.stop)
        driver.answer(.accepted)
        driver.observe(try World.observed(1, current: World.stop))
        driver.offer(World.declared, current: World.stop)
        driver.answer(.accepted)
        driver.observe(try World.observed(1, current: World.old))
        #expect(driver.ending == nil && driver.rollout.memory.strays.isEmpty)
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.ending == .converged)
    }

    @Test func aSubmissionThatWasGivenUpKeepsItsSlotAndIsStillWatched() throws {
        let rollout = RolloutPolicy(
            waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 1, failureBudget: .count(2))
        var driver = RolloutDriver(try World.fleet(4, rollout: rollout))
        driver.observe(try World.observed(4))
        driver.offer(World.declared)
        driver.answer(.accepted)
        driver.offer(World.declared)
        driver.answer(.accepted)
        var seen = try World.observed(4)
        driver.observe(seen, running: [try World.id(2)], after: 301)
        #expect(try driver.state(of: 1) == "hold failed")
        #expect(driver.reading == nil, "its slot is still taken")
        seen[0] = try World.observed(1, current: World.stop)[0]
        driver.observe(seen, running: [try World.id(2)])
        #expect(driver.effects.contains(.tell(.strayed(try World.id(1), World.stop))))
        #expect(try driver.state(of: 3) == "hold rolloutStopped")
    }

    @Test func aLostAnswerIsNeverAskedForAgain() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.unknown(message: "connection reset"))
        for _ in 0..<20 {
            guard driver.ending == nil else { break }
            #expect(driver.submission == nil && driver.reading == nil)
            driver.observe(try World.observed(1))
        }
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold failed")
    }

    @Test func aLostAnswerWhoseUpgradeHappenedConverges() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.unknown(message: "connection reset"))
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.ending == .converged)
    }

    @Test func aFailedJobSpendsTheBudgetAndStopsTheRest() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let job = UpgradeJob(id: "j", instance: try World.id(1), phase: .failed, failReason: "replica lag")
        driver.observe(try World.observed(2), failed: [job])
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold failed")
        #expect(try driver.state(of: 2) == "hold budgetSpent")
    }

    @Test func aFailureFromBeforeTheRunIsNotOurs() throws {
        let job = UpgradeJob(id: "earlier", instance: try World.id(1), phase: .failed)
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), failed: [job])
        driver.offer(World.declared)
        driver.answer(.accepted)
        driver.observe(try World.observed(1), failed: [job])
        #expect(driver.ending == nil)
    }

    @Test func aFailureBetweenTheFirstLookAndTheRequestIsNotOurs() throws {
        let job = UpgradeJob(id: "earlier", instance: try World.id(1), phase: .failed)
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        driver.observe(try World.observed(1), failed: [job])
        driver.offer(World.declared)
        driver.answer(.accepted)
        driver.observe(try World.observed(1), failed: [job])
        #expect(driver.ending == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func landingWhereNobodyDeclaredStopsTheRollout() throws {
        let rollout = RolloutPolicy(
            waves: [.init(name: "all", maxUnavailable: .count(1))], failureBudget: .percent(100))
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        driver.answer(.accepted)
        var seen = try World.observed(2)
        seen[0] = try World.observed(1, current: World.stop)[0]
        driver.observe(seen)
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold landedElsewhere")
        #expect(try driver.state(of: 2) == "hold rolloutStopped")
    }

    @Test func aRunThatIsInterruptedWhileARequestIsUnderWayWaitsForItsAnswer() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 1)
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        let request = try #require(driver.submission)
        driver.feed(.interrupted)
        #expect(driver.effects.isEmpty)
        driver.feed(.answered(request, .accepted))
        #expect(driver.effects == [.finish(.interrupted)])
        driver.observe(try World.observed(2))
        #expect(driver.effects.isEmpty, "nothing happens after the end")
    }

    @Test func theFirstLookMayNotFailAndLaterOnesOnlySoOften() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.feed(.lookFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        for _ in 0..<4 {
            driver.feed(.lookFailed(message: "unreachable", isFinal: false))
            #expect(driver.nextLook != nil)
        }
        driver.feed(.lookFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = RolloutDriver(try World.fleet(1), settings: Rollout.Settings(deadline: World.start + 5))
        driver.feed(.lookFailed(message: "the time was up", isFinal: false), after: 5)
        #expect(driver.ending == .timedOut)

        driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        driver.feed(.lookFailed(message: "unauthorized", isFinal: true))
        #expect(driver.ending == .failed(message: "unauthorized"))
    }

    @Test func anOfferThatCannotBeReadIsTriedThreeTimesALookApart() throws {
        var driver = RolloutDriver(try World.fleet(1))
        for _ in 0..<3 {
            driver.observe(try World.observed(1))
            let ids = try #require(driver.reading)
            driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
        }
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold offerUnreadable")
    }

    /// It began right after the answer, when nothing could show yet, and took longer than the settle time.
    @Test func aLookThatTakesLongIsNoProofThatNothingShows() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let begun = driver.now + 1
        driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))), after: 900)
        #expect(driver.ending == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func anUpgradeThatWasGivenUpIsNotOverWhileItsJobRuns() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let id = try World.id(1)
        driver.observe(try World.observed(1), running: [id])
        driver.observe(try World.observed(1), running: [id], after: 7201)
        #expect(try driver.rollout.memory.failures[World.id(1)]?.message.contains("stuck") == true)
        driver.observe(try World.observed(1, current: World.declared), running: [id])
        #expect(driver.ending == nil, "its job still runs")
        #expect(driver.effects.contains(.look(at: driver.now + 30, withJobs: true)))
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.ending == .converged)
    }

    @Test func anUpgradeThatWasGivenUpFreesItsSlotWhenItsJobFails() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], failureBudget: .count(1))
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let id = try World.id(1)
        driver.observe(try World.observed(2), running: [id], after: 7201)
        #expect(driver.reading == nil)
        driver.observe(try World.observed(2), failed: [UpgradeJob(id: "j", instance: id, phase: .failed)])
        #expect(driver.reading == [try World.id(2)])
        #expect(try driver.state(of: 1) == "hold failed")
    }

    /// The vendor may schedule an upgrade of its own; ours has landed all the same.
    @Test func aScheduledJobDoesNotHideALanding() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let job = UpgradeJob(id: "s", instance: try World.id(1), phase: .scheduled)
        driver.now += 30
        driver.feed(
            .observed(
                Observation(
                    startedAt: driver.now, instances: try World.observed(1, current: World.declared), inFlight: [job])))
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.declared))))
        #expect(driver.ending == .converged)
    }

    /// Looks of a minute and readings of two and a half: slow, but no reason never to submit.
    @Test func aSlowCloudGetsItsSubmissionsAllTheSame() throws {
        var driver = RolloutDriver(try World.fleet(1))
        var looks = 0
        while driver.submission == nil, looks < 5 {
            looks += 1
            let begun = driver.now
            driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))), after: 60)
            guard let ids = driver.reading else { continue }
            let offer = Offer(current: World.old, offered: World.declared, readAt: driver.now + 130)
            driver.feed(.offersRead([ids[0]: .read(offer)]), after: 150)
        }
        #expect(driver.submission != nil)
    }
}
