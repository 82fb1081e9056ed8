import Fleet
import Foundation
import Testing

@testable import Planning

/// What the checks of a wave let go on, and when they are evaluated.
@Suite struct CheckTests {
    static let id = CheckID("smoke", wave: "canary")

    /// A canary that soaks for an hour, with a check, and two others.
    static func fleet(
        soak: Double = 3600, _ change: (inout RolloutPolicy) -> Void = { _ in }
    ) throws -> DesiredFleet {
        let canary = try Fixture.id(1)
        var rollout = RolloutPolicy.canaryFirst(soak: .seconds(soak))
        rollout.waves[0].checks = [Check(name: "smoke", probe: .webhook(target: "smoke"))]
        change(&rollout)
        return try Fixture.fleet(3, rollout: rollout) { if $0.id == canary { $0.labels = ["tier": "canary"] } }
    }

    static func landed() throws -> [ObservedInstance] {
        try Fixture.observed(Fixture.declared, Fixture.old, Fixture.old)
    }

    /// A run that has seen the canary at rest, and asks what the check says.
    static func asking(_ fleet: DesiredFleet? = nil) throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet ?? Self.fleet(), fleetState: Fixture.known)
        driver.observe(try landed())
        return driver
    }

    @Test func `a check is evaluated as soon as its wave is at rest, about what counts of it`() throws {
        let driver = try Self.asking()
        let asked = try #require(driver.evaluating?.first)
        #expect(asked.id == Self.id)
        #expect(asked.subject.instances.map(\.name) == ["orders-1"])
        #expect(asked.subject.wave == "canary")
    }

    @Test func `a run that soaks says so and ends once it has asked`() throws {
        var driver = try Self.asking()
        driver.evaluate(.passed)
        driver.observe(try Self.landed())
        #expect(driver.result == .waiting)
        #expect(try driver.state(of: 2) == "wait soaking")
        #expect(driver.journal.evaluations[Self.id]?.map(\.result.outcome) == [.passed])
    }

    @Test func `it is evaluated once more when the soak is over, and then the next wave begins`() throws {
        var driver = try Self.asking()
        driver.evaluate(.passed)
        driver.observe(try Self.landed())
        var next = driver.again(after: 3600)
        next.observe(try Self.landed())
        #expect(next.evaluating?.map(\.id) == [Self.id])
        next.evaluate(.passed)
        #expect(next.reading != nil)
    }

    static let later: [(CheckResult.Outcome, String)] = [
        (.passed, "wait offerNotRead"), (.failed, "hold checkFailed"), (.inconclusive, "hold checkInconclusive"),
    ]

    @Test(arguments: later) func `what it says after the soak decides`(
        _ outcome: CheckResult.Outcome, _ state: String
    ) throws {
        var next = try Self.asking().again(after: 7200)
        next.observe(try Self.landed())
        next.evaluate(outcome)
        #expect(try next.state(of: 2) == state)
        #expect(try next.action(of: 2)?.outlook == (outcome == .passed ? .waiting : .attention))
    }

    @Test func `a check that failed stops at once and stays so until retry`() throws {
        var driver = try Self.asking()
        driver.evaluate(.failed)
        #expect(try driver.state(of: 2) == "hold checkFailed")
        #expect(driver.result == .attention)
        var next = driver.again(after: 7200)
        next.observe(try Self.landed())
        #expect(next.evaluating == nil)
        #expect(try next.state(of: 2) == "hold checkFailed")
        #expect(
            try next.action(of: 2)?.reason?.message.contains("dbconverge retry orders --check smoke --reason WHY")
                == true)
        next.journal.apply(.checkAcknowledged("smoke", at: next.now))
        var last = next.again(after: 60)
        last.observe(try Self.landed())
        #expect(last.evaluating == nil)
        #expect(last.reading != nil)
    }

    @Test func `failures up to the limit are tolerated, and the last evaluation must pass`() throws {
        let fleet = try Self.fleet { $0.waves[0].checks[0].failureLimit = 1 }
        var driver = try Self.asking(fleet).again(after: 7200)
        driver.observe(try Self.landed())
        driver.evaluate(.failed)
        #expect(try driver.state(of: 2) == "wait checkPending")
        #expect(driver.result == .waiting)
        var next = driver.again(after: 300)
        next.observe(try Self.landed())
        next.evaluate(.passed)
        #expect(next.reading != nil)
    }

    @Test func `too few passes wait for as many, evaluated at the interval`() throws {
        let fleet = try Self.fleet { $0.waves[0].checks[0].required = 3 }
        var driver = try Self.asking(fleet).again(after: 7200)
        for count in 1...2 {
            driver.observe(try Self.landed())
            driver.evaluate(.passed)
            #expect(try driver.state(of: 2) == "wait checkPending", "\(count)")
            driver = driver.again(after: 300)
        }
        driver.observe(try Self.landed())
        driver.evaluate(.passed)
        #expect(driver.reading != nil)
    }

    @Test func `runs that follow each other closely neither ask nor count twice`() throws {
        let fleet = try Self.fleet { $0.waves[0].checks[0].required = 2 }
        var driver = try Self.asking(fleet).again(after: 7200)
        driver.observe(try Self.landed())
        driver.evaluate(.passed)
        var next = driver.again(after: 10)
        next.observe(try Self.landed())
        #expect(next.evaluating == nil)
        // Another run at the same time may have asked all the same.
        let definition = fleet.rollout.waves[0].checks[0].definition(at: [Fixture.declared])
        next.journal.apply(
            .evaluated([Evaluation(Self.id, definition: definition, at: next.now, CheckResult(.passed))]))
        var last = next.again(after: 1)
        last.observe(try Self.landed())
        #expect(try last.state(of: 2) == "wait checkPending")
    }

    @Test func `a check that is only reported decides nothing`() throws {
        var driver = try Self.asking(try Self.fleet { $0.waves[0].checks[0].mode = .report }).again(after: 7200)
        driver.observe(try Self.landed())
        driver.evaluate(.failed)
        #expect(driver.reading != nil)
    }

    @Test func `evaluations from before the wave came to rest do not count`() throws {
        var driver = try Self.asking()
        driver.evaluate(.passed)
        var next = driver.again(after: 7200)
        next.observe(try Fixture.observed(Fixture.old, Fixture.old, Fixture.old))
        next.observe(try Self.landed(), after: 3600)
        var last = next.again(after: 3600)
        last.observe(try Self.landed())
        #expect(last.evaluating != nil)
        last.evaluate(.inconclusive)
        #expect(try last.state(of: 2) == "hold checkInconclusive")
    }

    @Test func `evaluations of another query do not count`() throws {
        var driver = try Self.asking()
        driver.evaluate(.failed)
        var next = driver.again(
            try Self.fleet { $0.waves[0].checks[0].probe = .webhook(target: "other") }, after: 7200)
        next.observe(try Self.landed())
        #expect(next.evaluating != nil)
    }

    @Test func `a lost journal, or a clock that was set, is no evaluation`() throws {
        var driver = try Self.asking()
        driver.evaluate(.passed)
        driver.journal.apply(.checkAcknowledged("smoke", at: driver.now))
        // By a clock that was set back, what was said before might seem to come after.
        driver.journal.apply(.clockSet(at: driver.now - 300))
        #expect(driver.journal.evaluations.isEmpty && driver.journal.acknowledgedChecks.isEmpty)
        var next = driver.again(after: 7200)
        next.observe(try Self.landed())
        #expect(next.evaluating != nil)
    }

    @Test func `an evaluation that is cut short is made again after the next observation`() throws {
        var driver = try Self.asking().again(after: 7200)
        driver.observe(try Self.landed())
        driver.feed(.evaluated([:], at: driver.now))
        #expect(try driver.state(of: 2) == "wait checkPending")
        #expect(driver.result == .waiting)
    }

    /// Evaluations come due at each observation, and pre-checks are read once after each.
    @Test func `evaluations do not keep a pre-check that runs from being read`() throws {
        let fleet = try Self.fleet(soak: 0) {
            $0.precheck = .preferred
            $0.waves[0].checks[0].interval = .seconds(10)
            $0.waves[0].checks[0].required = 3
            $0.waves[0].checks[0].mode = .report
        }
        var driver = try Self.asking(fleet).again(after: 60)
        driver.observe(try Self.landed())
        driver.evaluate(.passed)
        driver.offer(Fixture.declared)
        guard case .readPrechecks(let ids, _)? = driver.step.next else {
            Issue.record("\(driver.step)")
            return
        }
        driver.feed(.prechecksRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, .missing) })))
        let started = PrecheckState.started(at: driver.now, before: nil)
        driver.feed(.prechecksRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, started) })))
        for _ in 0..<2 {
            driver.observe(try Self.landed())
            #expect(driver.evaluating != nil, "\(driver.step)")
            driver.evaluate(.passed)
            #expect(driver.step.next == .readPrechecks(ids, from: Fixture.old))
            driver.feed(.prechecksRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, .missing) })))
        }
    }

    @Test func `checks before a wave are evaluated just before its first request, and once a run`() throws {
        let fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.waves[0].before = [Check(name: "backup", probe: .webhook(target: "b"))]
        }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(Fixture.old, Fixture.old, Fixture.old))
        driver.offer(Fixture.declared)
        #expect(driver.evaluating?.map(\.id) == [CheckID("backup", wave: "canary", isBefore: true)])
        driver.evaluate(.passed)
        #expect(driver.submission?.instances == [try Fixture.id(1)])
    }

    @Test(arguments: [
        (CheckResult.Outcome.failed, "hold checkFailed"), (.inconclusive, "hold checkInconclusive"),
    ])
    func `a check before a wave that does not pass lets nothing of it begin in that run`(
        _ outcome: CheckResult.Outcome, _ state: String
    ) throws {
        let fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.waves[0].before = [Check(name: "backup", probe: .webhook(target: "b"))]
        }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(Fixture.old, Fixture.old, Fixture.old))
        driver.offer(Fixture.declared)
        driver.evaluate(outcome)
        #expect(try driver.state(of: 1) == state)
        #expect(driver.result == .attention)
        // A person lets it pass once.
        driver.journal.apply(.checkAcknowledged("backup", at: driver.now + 1))
        var next = driver.again(after: 60)
        next.observe(try Fixture.observed(Fixture.old, Fixture.old, Fixture.old))
        next.offer(Fixture.declared)
        #expect(next.submission != nil)
        var last = next.again(after: 7200)
        last.observe(try Fixture.observed(Fixture.old, Fixture.old, Fixture.old))
        last.offer(Fixture.declared)
        #expect(last.submission == nil)
    }

    @Test func `a fleet at rest has its own checks evaluated before it ends`() throws {
        let fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.checks = [Check(name: "whole", probe: .webhook(target: "w"))]
        }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(3, current: Fixture.declared))
        #expect(driver.evaluating?.map(\.id) == [CheckID("whole", wave: nil)])
        driver.evaluate(.passed)
        #expect(driver.result == .converged)
        var next = driver.again(after: 600)
        next.observe(try Fixture.observed(3, current: Fixture.declared))
        #expect(next.result == .converged)
    }

    @Test func `a fleet at rest of which a check has failed needs a person, until one lets it pass`() throws {
        let fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.waves[1].checks = [Check(name: "smoke", probe: .webhook(target: "smoke"))]
        }
        let landed = try Fixture.observed(3, current: Fixture.declared)
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(landed)
        driver.evaluate(.failed)
        #expect(driver.result == .attention)
        let situation = try #require(driver.rollout.situation(now: driver.now))
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.hasConverged && plan.failedChecks.map(\.name) == ["smoke"])
        #expect(Verdict([plan]).needsPerson && Verdict([plan]).attention == 0 && !Verdict([plan]).willAct)
        var next = driver.again(after: 86_400)
        next.observe(landed)
        #expect(next.evaluating == nil && next.result == .attention)
        next.journal.apply(.checkAcknowledged("smoke", at: next.now))
        var last = next.again(after: 60)
        last.observe(landed)
        #expect(last.result == .converged)
    }

    @Test(arguments: [true, false])
    func `a check that has failed is left alone with the fleet, or the rollout, that is suspended`(
        _ wholeFleet: Bool
    ) throws {
        var fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.waves[1].checks = [Check(name: "smoke", probe: .webhook(target: "smoke"))]
        }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(3, current: Fixture.declared))
        driver.evaluate(.failed)
        #expect(driver.result == .attention)
        if wholeFleet { fleet.suspend = true } else { fleet.rollout.suspend = true }
        var next = driver.again(fleet, after: 60)
        next.observe(try Fixture.observed(3, current: Fixture.declared))
        #expect(next.result == .converged)
        let situation = try #require(next.rollout.situation(now: next.now))
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.suspended && plan.failedChecks.isEmpty && !Verdict([plan]).needsPerson)
    }

    @Test(arguments: [CheckResult.Outcome.failed, .inconclusive])
    func `what is only reported, or is not known, leaves a fleet converged`(_ outcome: CheckResult.Outcome) throws {
        let fleet = try Self.fleet {
            $0.waves[0].checks = []
            $0.checks = [
                Check(name: "whole", probe: .webhook(target: "w"), mode: outcome == .failed ? .report : .enforce)
            ]
        }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(3, current: Fixture.declared))
        driver.evaluate(outcome)
        #expect(driver.result == .converged)
    }

    /// No instance is a canary, so that the first wave proves nothing.
    @Test func `its own checks count also where a wave of it is empty`() throws {
        var rollout = RolloutPolicy.canaryFirst(soak: .zero)
        rollout.checks = [Check(name: "whole", probe: .webhook(target: "w"))]
        var driver = RolloutDriver(try Fixture.fleet(3, rollout: rollout), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(3, current: Fixture.declared))
        #expect(driver.evaluating?.map(\.id) == [CheckID("whole", wave: nil)])
        let situation = try #require(driver.rollout.situation(now: driver.now))
        #expect(UpstreamState(of: situation).checks.map(\.id) == [CheckID("whole", wave: nil)])
    }

    @Test func `of a fleet that is suspended nothing is asked`() throws {
        var fleet = try Self.fleet()
        fleet.suspend = true
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Self.landed())
        #expect(driver.evaluating == nil)
    }

    static let upstreams: [(CheckResult.Outcome?, String)] = [
        (.passed, "upgrade 2.0.75.260400"), (.failed, "hold checkFailed"), (.inconclusive, "hold checkInconclusive"),
        (nil, "wait checkPending"),
    ]

    @Test(arguments: upstreams) func `a fleet waits for the checks of the one that goes first`(
        _ outcome: CheckResult.Outcome?, _ state: String
    ) throws {
        let check = Check(name: "whole", probe: .webhook(target: "w"))
        let (id, since) = (CheckID("whole", wave: nil), Fixture.start - 3600)
        let definition = check.definition(at: [Fixture.declared])
        var known = Fixture.known
        if let outcome {
            known.apply(
                .evaluated([Evaluation(id, definition: definition, at: since + 1800, CheckResult(outcome))]))
        }
        let reading = UpstreamReading.read(
            UpstreamState(
                observedAt: Fixture.start, declared: Fixture.declared, counted: 3, inSync: 3, atRest: 3,
                restingSince: since, checks: [CheckStanding(id, check, definition: definition, since: since, in: known)]
            ))
        #expect(try UpstreamTests.action(["test": reading])?.summary == state)
    }

    @Test func `no more evaluations are remembered than a check can ask for`() {
        var state = FleetState()
        for number in 0..<3000 {
            state.apply(
                .evaluated([
                    Evaluation(Self.id, definition: "d", at: Fixture.start + Double(number), CheckResult(.passed))
                ]))
        }
        #expect(state.evaluations[Self.id]?.count == FleetState.rememberedEvaluations)
        #expect(state.evaluations[Self.id]?.last?.at == Fixture.start + 2999)
    }
}

extension RolloutDriver {
    /// What is to be evaluated now.
    var evaluating: [CheckRequest]? {
        if case .evaluate(let requests)? = step.next { requests } else { nil }
    }

    /// Answers the evaluation that is requested: the same to all.
    mutating func evaluate(_ outcome: CheckResult.Outcome) {
        guard let requests = evaluating else { return }
        let results = requests.map { ($0.id, CheckResult(outcome)) }
        feed(.evaluated(Dictionary(uniqueKeysWithValues: results), at: now))
    }
}
