import Fleet
import Foundation
import Planning
import Testing

/// The state machine, driven by hand.
@Suite struct RolloutTests {
    static let settings = Rollout.Settings(pollInterval: .seconds(30), settleTime: .seconds(300))

    /// Feeds events to a rollout and keeps what it wants done.
    struct Driver {
        var rollout: Rollout
        var now = World.start
        var effects: [Effect] = []

        init(_ fleet: DesiredFleet, settings: Rollout.Settings = RolloutTests.settings) {
            rollout = Rollout(fleet: fleet, settings: settings)
            effects = rollout.step(.began, now: now)
        }

        mutating func feed(_ event: Event, after seconds: Double = 1) {
            now += seconds
            effects = rollout.step(event, now: now)
        }

        mutating func observe(
            _ instances: [ObservedInstance], running: [InstanceID] = [], failed: [UpgradeJob] = [],
            after seconds: Double = 30
        ) {
            let jobs = running.map { UpgradeJob(id: "job-\($0)", instance: $0, phase: .running) }
            now += seconds
            let seen = Observation(startedAt: now, instances: instances, inFlight: jobs, failed: failed)
            effects = rollout.step(.observed(seen), now: now)
        }

        mutating func offer(_ offered: KernelVersion?, current: KernelVersion = World.old) {
            guard let ids = reading else { return }
            let readings = ids.map { ($0, OfferReading.read(Offer(current: current, offered: offered, readAt: now))) }
            feed(.offersRead(Dictionary(uniqueKeysWithValues: readings)))
        }

        mutating func answer(_ answer: Answer) {
            guard let submission else { return }
            feed(.answered(submission, answer))
        }

        var reading: [InstanceID]? {
            for case .readOffers(let ids) in effects { return ids }
            return nil
        }
        var submission: UpgradeRequest? {
            for case .submit(let request) in effects { return request }
            return nil
        }
        var ending: Ending? {
            for case .finish(let ending) in effects { return ending }
            return nil
        }
        var nextLook: Date? {
            for case .look(let date, _) in effects { return date }
            return nil
        }
        func state(of number: Int) throws -> String? {
            let id = try World.id(number)
            return rollout.situation(now: now).flatMap { situation in
                Planner().actions(in: situation).first { $0.desired.id == id }?.action.summary
            }
        }
    }

    @Test func aFleetInSyncAsksForNothingButTheList() throws {
        var driver = Driver(try World.fleet(3))
        #expect(driver.effects == [.look(at: World.start, withJobs: false)])
        driver.observe(try World.observed(3, current: World.declared))
        #expect(driver.effects == [.finish(.converged)])
    }

    @Test func oneUpgradeFromOfferToLanding() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        #expect(driver.reading == [try World.id(1)])
        driver.offer(World.declared)
        #expect(driver.submission == UpgradeRequest(instances: [try World.id(1)], from: World.old))
        driver.answer(.accepted)
        #expect(driver.nextLook == driver.now + 30)
        driver.observe(try World.observed(1), running: [try World.id(1)])
        #expect(driver.nextLook != nil && driver.submission == nil)
        driver.observe(try World.observed(1, current: World.declared), running: [try World.id(1)])
        #expect(driver.ending == nil, "its job still runs")
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.declared))))
        #expect(driver.ending == .converged)
    }

    @Test func neverMoreThanMaxUnavailableAndTheNextOnlyWhenASlotIsFree() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))])
        var driver = Driver(try World.fleet(3, rollout: rollout))
        driver.observe(try World.observed(3))
        driver.offer(World.declared)
        #expect(driver.submission?.instances == [try World.id(1), try World.id(2)])
        driver.answer(.accepted)
        #expect(driver.reading == nil && driver.nextLook != nil)
        var seen = try World.observed(3)
        driver.observe(seen, running: [try World.id(1), try World.id(2)])
        #expect(driver.reading == nil)
        seen[1] = try World.observed(2, current: World.declared)[1]
        driver.observe(seen, running: [try World.id(1)])
        #expect(driver.reading == [try World.id(3)])
    }

    @Test func someoneElsesUpgradeTakesASlotAndIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = Driver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2), running: [try World.id(2)])
        #expect(driver.reading == nil && driver.submission == nil && driver.nextLook != nil)
    }

    @Test func anOfferThatGrewOldIsReadAgainBeforeTheSubmission() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        let ids = try #require(driver.reading)
        let old = Offer(current: World.old, offered: World.declared, readAt: driver.now)
        driver.feed(.offersRead([ids[0]: .read(old)]), after: 61)
        #expect(driver.submission == nil)
        #expect(driver.reading == ids)
    }

    @Test func anOfferThatMovedPastTheDeclaredHoldsTheInstance() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.beyond)
        #expect(driver.submission == nil)
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold superseded")
    }

    @Test func anInstanceInTwoHopsKeepsGoingAndGoesFirst() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = Driver(try World.fleet(2, rollout: rollout) { $0.via = [World.stop] })
        driver.observe(try World.observed(2))
        driver.offer(World.stop)
        driver.answer(.accepted)
        var seen = try World.observed(2)
        seen[0] = try World.observed(1, current: World.stop)[0]
        driver.observe(seen)
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.stop))))
        #expect(driver.reading == [try World.id(1)])
        driver.offer(World.declared, current: World.stop)
        #expect(driver.submission == UpgradeRequest(instances: [try World.id(1)], from: World.stop))
    }

    @Test func aRefusedBatchDoesNotStopTheOthersAndIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 1)
        var driver = Driver(try World.fleet(2, rollout: rollout))
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

    /// The cloud may refuse a call as a whole and act on a part of it.
    @Test func aRefusedBatchOfSeveralKeepsItsSlotsUntilNothingHasShown() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))])
        var driver = Driver(try World.fleet(3, rollout: rollout))
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

    /// What keeps it busy may be an upgrade that an earlier run asked for and that does not show yet.
    @Test func aBusyInstanceKeepsTheSlot() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = Driver(try World.fleet(2, rollout: rollout))
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
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        let request = try #require(driver.submission)
        driver.answer(.deferred(message: "429 APIGW.0308"))
        #expect(driver.submission == nil && driver.nextLook == driver.now + 30)
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        #expect(driver.submission == request)
    }

    @Test func anOldLookIsRenewedBeforeASubmission() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        let ids = try #require(driver.reading)
        driver.now += 90
        let offer = Offer(current: World.old, offered: World.declared, readAt: driver.now)
        driver.feed(.offersRead([ids[0]: .read(offer)]))
        #expect(driver.effects == [.look(at: driver.now, withJobs: true)])
        driver.observe(try World.observed(1), running: ids, after: 1)
        #expect(driver.submission == nil, "somebody else's upgrade has begun meanwhile")
    }

    @Test func aLookThatTakesLongDoesNotKeepARunFromEverSubmitting() throws {
        var driver = Driver(try World.fleet(1))
        let begun = driver.now
        driver.now += 1500
        driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))))
        driver.offer(World.declared)
        #expect(driver.submission != nil)
    }

    @Test func anOldListIsNoLandingElsewhere() throws {
        var driver = Driver(try World.fleet(1) { $0.via = [World.stop] })
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
        var driver = Driver(try World.fleet(4, rollout: rollout))
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
        var driver = Driver(try World.fleet(1))
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
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.unknown(message: "connection reset"))
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.ending == .converged)
    }

    @Test func aLookThatBeganBeforeTheAnswerSaysNothingAboutIt() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        driver.answer(.accepted)
        let late = Observation(
            startedAt: driver.now - 2, instances: try World.observed(1),
            failed: [UpgradeJob(id: "x", instance: try World.id(1), phase: .failed)])
        driver.feed(.observed(late))
        #expect(driver.ending == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func aFailedJobSpendsTheBudgetAndStopsTheRest() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = Driver(try World.fleet(2, rollout: rollout))
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
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1), failed: [job])
        driver.offer(World.declared)
        driver.answer(.accepted)
        driver.observe(try World.observed(1), failed: [job])
        #expect(driver.ending == nil)
    }

    /// Found by the simulation: the job of an earlier request failed between the first look and ours.
    @Test func aFailureBetweenTheFirstLookAndTheRequestIsNotOurs() throws {
        let job = UpgradeJob(id: "earlier", instance: try World.id(1), phase: .failed)
        var driver = Driver(try World.fleet(1))
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
        var driver = Driver(try World.fleet(2, rollout: rollout))
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

    @Test func theDeadlineEndsTheRunWithoutAnotherSubmission() throws {
        let settings = Rollout.Settings(deadline: World.start + 45)
        var driver = Driver(try World.fleet(1), settings: settings)
        driver.observe(try World.observed(1), running: [try World.id(1)])
        #expect(driver.nextLook == World.start + 45, "the last look is at the deadline, not after it")
        driver.observe(try World.observed(1))
        #expect(driver.effects == [.finish(.timedOut)])
    }

    @Test func aRunThatIsInterruptedWhileARequestIsUnderWayWaitsForItsAnswer() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 1)
        var driver = Driver(try World.fleet(2, rollout: rollout))
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
        var driver = Driver(try World.fleet(1))
        driver.feed(.lookFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        for _ in 0..<4 {
            driver.feed(.lookFailed(message: "unreachable", isFinal: false))
            #expect(driver.nextLook != nil)
        }
        driver.feed(.lookFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = Driver(try World.fleet(1), settings: Rollout.Settings(deadline: World.start + 5))
        driver.feed(.lookFailed(message: "the time was up", isFinal: false), after: 5)
        #expect(driver.ending == .timedOut)

        driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        driver.feed(.lookFailed(message: "unauthorized", isFinal: true))
        #expect(driver.ending == .failed(message: "unauthorized"))
    }

    @Test func anOfferThatCannotBeReadIsTriedThreeTimesALookApart() throws {
        var driver = Driver(try World.fleet(1))
        for _ in 0..<3 {
            driver.observe(try World.observed(1))
            let ids = try #require(driver.reading)
            driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
        }
        #expect(driver.ending == .held)
        #expect(try driver.state(of: 1) == "hold offerUnreadable")
    }

    @Test func fruitlessReadingsWiden() throws {
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))])
        var driver = Driver(try World.fleet(300, rollout: rollout))
        driver.observe(try World.observed(300))
        var sizes: [Int] = []
        while let ids = driver.reading {
            sizes.append(ids.count)
            driver.offer(nil)
        }
        #expect(sizes.reduce(0, +) == 300, "each is asked for once")
        #expect(sizes.count < 12)
        #expect(driver.ending == .held)
    }

    @Test func runningSomethingUnknownIsWaitedFor() throws {
        var driver = Driver(try World.fleet(1))
        driver.observe(try World.observed(1, status: "UPGRADING MAYBE"))
        #expect(driver.ending == nil && driver.nextLook != nil)
    }

    @Test func aScheduledUpgradeIsNotWaitedFor() throws {
        var driver = Driver(try World.fleet(1))
        let job = UpgradeJob(id: "s", instance: try World.id(1), phase: .scheduled)
        driver.feed(
            .observed(Observation(startedAt: driver.now, instances: try World.observed(1), inFlight: [job])))
        #expect(driver.ending == .held)
    }
}
