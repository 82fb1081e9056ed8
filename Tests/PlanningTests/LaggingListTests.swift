import Fleet
import Foundation
import Planning
import Testing

/// Lists that still show what was when the version query knows better.
@Suite struct LaggingListTests {
    /// An upgrade whose job was seen to run.
    func running(_ fleet: DesiredFleet? = nil, target: KernelVersion = Fixture.declared) throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet ?? Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1))
        driver.offer(target)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        return driver
    }

    /// The same after an observation that shows no job any more.
    func ended(_ fleet: DesiredFleet? = nil, target: KernelVersion = Fixture.declared) throws -> RolloutDriver {
        var driver = try running(fleet, target: target)
        driver.observe(try Fixture.observed(1))
        return driver
    }

    @Test func theVersionQueryDecidesForAnInstanceWhoseJobHasEnded() throws {
        var driver = try running()
        #expect(driver.reading == nil, "while its job runs no version is read")
        driver.observe(try Fixture.observed(1))
        #expect(driver.reading == nil, "the list may have been read before its job ended")
        driver.observe(try Fixture.observed(1))
        #expect(driver.reading == [try Fixture.id(1)])
        driver.offer(nil, current: Fixture.declared)
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)))
        #expect(driver.result == .converged)
        #expect(
            driver.rollout.situation(now: driver.now)?.observation.instances[try Fixture.id(1)]?.currentText
                == "2.0.75.260400")
    }

    @Test func whereBothShowTheOldVersionTheListIsAskedAgainAndTheQueryOnceALook() throws {
        var driver = try ended()
        for _ in 0..<5 {
            driver.observe(try Fixture.observed(1))
            #expect(driver.reading == [try Fixture.id(1)])
            driver.offer(Fixture.declared)
            #expect(driver.reading == nil && driver.submission == nil && driver.nextObservation != nil)
        }
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged, "the list has caught up")
    }

    @Test func itIsOffTargetWhereTheQuerySaysSo() throws {
        var driver = try ended()
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared, current: Fixture.stop)
        #expect(driver.told(.offTarget(try Fixture.id(1), Fixture.stop)))
        #expect(driver.isHeld)
    }

    /// The list lags by an hour; the next hop begins from where the version query says that it is.
    @Test func theNextHopDoesNotWaitForTheList() throws {
        var driver = try ended(Fixture.fleet(1) { $0.via = [Fixture.stop] }, target: Fixture.stop)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared, current: Fixture.stop)
        driver.offer(Fixture.declared, current: Fixture.stop)
        #expect(driver.submission?.from == Fixture.stop)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1))
        #expect(driver.result == nil && driver.reading == nil)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        for _ in 0..<2 { driver.observe(try Fixture.observed(1)) }
        driver.offer(nil, current: Fixture.declared)
        #expect(driver.result == .converged)
    }

    /// No failure is recorded before a version query says so, past the time that the new version may take to show.
    @Test func itHasNotFailedWhileNoVersionQuerySaysSo() throws {
        var driver = try ended()
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        driver.observe(try Fixture.observed(1), after: 300)
        let ids = try #require(driver.reading)
        driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
        #expect(driver.journal.failures.isEmpty && driver.result == nil, "an earlier reading says nothing of now")
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "hold failed")
    }

    /// Nor does a run wait for ever for a query that cannot be read.
    @Test func theListIsBelievedWhereNoVersionCanBeRead() throws {
        var driver = try ended()
        for look in 1...24 where driver.result == nil {
            driver.observe(try Fixture.observed(1), after: 300)
            #expect(driver.journal.failures.isEmpty == (look <= 23), "as long as an upgrade may take")
            if let ids = driver.reading {
                driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
            }
        }
        #expect(driver.isHeld)
        #expect(driver.journal.failures[try Fixture.id(1)]?.map(\.reason.code) == [.failed])
    }

    /// The next run knows nothing of what the query said, and waits for the list.
    @Test func aListAndAQueryThatDifferPermitNoRequest() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        for _ in 0..<3 {
            driver.observe(try Fixture.observed(1))
            driver.offer(nil, current: Fixture.declared)
            #expect(try driver.state(of: 1) == "wait moving")
            #expect(driver.submission == nil && driver.nextObservation != nil)
        }
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    /// It is presumed failed as stuck, and is free when its job is gone: not before the query was asked.
    @Test func oneThatWasGivenUpLandsByTheQueryToo() throws {
        var driver = try running()
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)], after: 7201)
        #expect(driver.isHeld)
        driver = driver.again(after: 7200)
        driver.observe(try Fixture.observed(1))
        driver.offer(nil, current: Fixture.declared)
        #expect(driver.result == .converged)
        #expect(driver.journal.failures.isEmpty, "it landed after all")
    }
}
