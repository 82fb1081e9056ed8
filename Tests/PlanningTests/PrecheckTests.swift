import Fleet
import Foundation
import Planning
import Testing

/// The cloud's own pre-check, asked before a submission.
@Suite struct PrecheckTests {
    /// A run that has read what is offered: where nothing may be requested, no pre-check is made.
    func driver(
        _ precheck: RolloutPolicy.Precheck = .preferred, count: Int = 1, offered: KernelVersion = Fixture.declared
    ) throws -> RolloutDriver {
        var rollout = RolloutPolicy.upTo(1)
        rollout.precheck = precheck
        var driver = RolloutDriver(try Fixture.fleet(count, rollout: rollout) { $0.via = [Fixture.stop] })
        driver.observe(try Fixture.observed(count))
        driver.offer(offered)
        return driver
    }

    /// What is offered to one lags, so that it is read again after each observation.
    @Test func `readings of offers do not keep a pre-check that runs from being read`() throws {
        var rollout = RolloutPolicy.upTo(2)
        rollout.precheck = .preferred
        let fleet = try Fixture.fleet(2, rollout: rollout) { $0.via = [Fixture.stop] }
        let seen = try Fixture.observed(Fixture.stop, Fixture.old)
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        var started: Set<InstanceID> = []
        for _ in 0..<6 where driver.submission == nil {
            driver.observe(seen)
            for _ in 0..<10 {
                let now = driver.now
                switch driver.step.next {
                case .readOffers(let ids)?:
                    let offer = Offer(current: Fixture.old, offered: Fixture.declared, readAt: now)
                    driver.feed(
                        .offersRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, .read(offer)) }), windows: [:]))
                case .startPrechecks(let ids, _)?:
                    started.formUnion(ids)
                    let state = PrecheckState.started(at: now, before: nil)
                    driver.feed(.prechecksRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, state) })))
                case .readPrechecks(let ids, _)?:
                    let passed = PrecheckState.result(PrecheckResult(passed: true, items: [], updatedAt: now))
                    driver.feed(
                        .prechecksRead(
                            Dictionary(uniqueKeysWithValues: ids.map { ($0, started.contains($0) ? passed : .missing) })
                        ))
                default: break
                }
            }
        }
        #expect(driver.submission?.instances == [try Fixture.id(2)])
    }

    /// The cloud's words, as far as there are any.
    @Test(arguments: [
        (
            PrecheckResult.Item(name: "lag", object: "orders-1", passed: false, description: "over 300 s"),
            "lag of orders-1 (over 300 s)"
        ),
        (.init(name: "lag", passed: false), "lag"), (.init(name: "", passed: false, description: "too old"), "too old"),
    ]) func aFailedOneSaysWhichItemOfWhat(item: PrecheckResult.Item, words: String) throws {
        let id = try Fixture.id(1)
        var driver = try driver()
        let other = PrecheckResult.Item(name: "disk", passed: true)
        let result = PrecheckResult(passed: false, items: [other, item], updatedAt: driver.now)
        driver.feed(.prechecksRead([id: .result(result)]))
        #expect(try driver.action(of: 1)?.reason?.message == "its pre-check failed: \(words)")
        let situation = try #require(driver.rollout.situation(now: driver.now))
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.instances.first?.precheck == result, "the report has all items")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var wanted = RolloutPolicy.Precheck.preferred
        var age = 0.0
        var state: PrecheckState?
        var passed = true
        var expected: String
    }

    static let cases = [
        Case(testDescription: "passed", expected: "wait submitted"),
        Case(testDescription: "passed almost an hour ago", age: 3598, expected: "wait submitted"),
        Case(testDescription: "passed an hour ago", age: 3600, expected: "wait precheckNotRead"),
        Case(testDescription: "by a clock that is ahead", age: -60, expected: "wait submitted"),
        Case(testDescription: "failed", passed: false, expected: "hold precheckFailed"),
        Case(testDescription: "failed an hour ago", age: 3600, passed: false, expected: "wait precheckNotRead"),
        Case(testDescription: "never made", state: .missing, expected: "wait precheckNotRead"),
        Case(testDescription: "unreadable", state: .unreadable("500"), expected: "hold precheckUnreadable"),
        Case(testDescription: "absent, and preferred", state: .absent, expected: "wait submitted"),
        Case(
            testDescription: "absent, and required", wanted: .required, state: .absent, expected: "hold precheckAbsent"),
    ]

    @Test(arguments: cases) func whatWasReadDecides(_ one: Case) throws {
        let id = try Fixture.id(1)
        var driver = try driver(one.wanted)
        #expect(driver.step == Step(next: .readPrechecks([id], from: Fixture.old)))
        let item = PrecheckResult.Item(name: "lag", passed: one.passed, description: "over 300 s")
        let result = PrecheckResult(passed: one.passed, items: [item], updatedAt: driver.now + 1 - one.age)
        driver.feed(.prechecksRead([id: one.state ?? .result(result)]))
        #expect(try driver.state(of: 1) == one.expected)
        switch one.expected {
        case "wait submitted": #expect(driver.submission?.instances == [id])
        case "wait precheckNotRead": #expect(driver.step == Step(next: .startPrechecks([id], from: Fixture.old)))
        default: #expect(driver.isHeld)
        }
        #expect(driver.told(.precheckAbsent) == (one.state == .absent && one.wanted == .preferred))
        if !one.passed, one.age == 0 {
            #expect(try driver.action(of: 1)?.reason?.message.contains("lag (over 300 s)") == true)
        }
    }

    @Test func whereItIsOffNobodyAsks() throws {
        #expect(try driver(.off).submission != nil)
    }

    /// Old results, and none, are no answer to a pre-check that was started since.
    @Test func oneThatWasStartedIsReadOnceALookUntilItsResultIsThere() throws {
        let id = try Fixture.id(1)
        var driver = try driver()
        let old = PrecheckState.result(PrecheckResult(passed: true, updatedAt: driver.now - 4000))
        driver.feed(.prechecksRead([id: old]))
        driver.feed(.prechecksRead([id: .started(at: driver.now, before: nil)]))
        for state in [old, .missing] {
            #expect(try driver.state(of: 1) == "wait prechecking")
            #expect(driver.nextObservation == driver.now + 30)
            driver.observe(try Fixture.observed(1))
            #expect(driver.step == Step(next: .readPrechecks([id], from: Fixture.old)))
            driver.feed(.prechecksRead([id: state]))
        }
        driver.observe(try Fixture.observed(1))
        driver.feed(.prechecksRead([id: .result(PrecheckResult(passed: true, updatedAt: driver.now))]))
        #expect(driver.reading == [id], "the offer has grown old meanwhile")
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == [id])
    }

    @Test func oneThatShowsNoResultForTheAcceptanceTimeIsHeld() throws {
        let id = try Fixture.id(1)
        var driver = try driver()
        driver.feed(.prechecksRead([id: .missing]))
        driver.feed(.prechecksRead([id: .started(at: driver.now, before: nil)]))
        driver.observe(try Fixture.observed(1), after: 597)
        driver.feed(.prechecksRead([id: .missing]))
        #expect(try driver.state(of: 1) == "wait prechecking")
        driver.observe(try Fixture.observed(1), after: 1)
        driver.feed(.prechecksRead([id: .missing]))
        #expect(try driver.state(of: 1) == "hold precheckUnreadable")
        #expect(driver.isHeld)
    }

    @Test func noMoreAreAskedThanThereAreSlots() throws {
        var driver = try driver(count: 3)
        let id = try Fixture.id(1)
        #expect(driver.step == Step(next: .readPrechecks([id], from: Fixture.old)))
        driver.feed(.prechecksRead([id: .missing]))
        driver.feed(.prechecksRead([id: .started(at: driver.now, before: nil)]))
        #expect(driver.nextObservation != nil, "the one that runs has a claim on the slot")
    }

    /// What passed before a hop says nothing about the next one, however young it is.
    @Test func everyHopHasItsOwn() throws {
        let id = try Fixture.id(1)
        var driver = try driver(offered: Fixture.stop)
        let old = PrecheckState.result(PrecheckResult(passed: true, updatedAt: driver.now))
        driver.feed(.prechecksRead([id: old]))
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1, current: Fixture.stop))
        driver.offer(Fixture.declared, current: Fixture.stop)
        #expect(driver.step.next == .startPrechecks([id], from: Fixture.stop))
        driver.feed(.prechecksRead([id: .started(at: driver.now, before: nil)]))
        driver.observe(try Fixture.observed(1, current: Fixture.stop))
        driver.feed(.prechecksRead([id: old]))
        #expect(try driver.state(of: 1) == "wait prechecking", "the cloud still tells of the old one")
    }

    @Test func whatIsNotOfferedIsNotChecked() throws {
        let driver = try driver(offered: Fixture.beyond)
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold superseded")
    }

    /// The first three are offered nothing, so that the offers of the others are read together; one may be unavailable.
    @Test func whatHasPassedIsUpgradedBeforeOthersAreChecked() throws {
        var rollout = RolloutPolicy.upTo(1)
        rollout.precheck = .preferred
        let stuck = Set(try (1...3).map(Fixture.id))
        var driver = RolloutDriver(try Fixture.fleet(6, rollout: rollout))
        var started: [[InstanceID]] = []
        driver.observe(try Fixture.observed(6))
        for _ in 0..<40 where driver.submission == nil {
            switch driver.step.next {
            case .readOffers(let ids):
                let readings = ids.map { id in
                    (id, OfferReading.read(Fixture.offer(stuck.contains(id) ? nil : Fixture.declared, at: driver.now)))
                }
                driver.feed(.offersRead(Dictionary(uniqueKeysWithValues: readings), windows: [:]))
            case .readPrechecks(let ids, _):
                let isDone = started.last == ids
                driver.feed(
                    .prechecksRead(
                        Dictionary(
                            uniqueKeysWithValues: ids.map {
                                (
                                    $0,
                                    isDone
                                        ? .result(PrecheckResult(passed: true, items: [], updatedAt: driver.now))
                                        : .missing
                                )
                            })))
            case .startPrechecks(let ids, _):
                started.append(ids)
                driver.feed(
                    .prechecksRead(
                        Dictionary(uniqueKeysWithValues: ids.map { ($0, .started(at: driver.now, before: nil)) })))
            case .observe: driver.observe(try Fixture.observed(6), after: 150)
            default: Issue.record("\(driver.step)")
            }
        }
        #expect(started == [[try Fixture.id(4)]])
        #expect(driver.submission?.instances == [try Fixture.id(4)])
    }
}
