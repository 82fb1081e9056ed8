import Fleet
import Foundation
import Planning
import Testing

/// A plan says what a run that began with the same observation and fleet state would.
@Suite struct PlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var current = Fixture.old
        var entries: [JournalEntry] = []
        var isKnown = true
        var running = false
        var failed = false
        var offTargetStops: [KernelVersion: String] = [:]
        var expected: String
    }

    static func cases() throws -> [Case] {
        let id = try Fixture.id(1)
        func asked(_ age: Double, answered: Bool = false) -> JournalEntry {
            .intended(
                id,
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start - age,
                    acceptance: answered ? .accepted(at: Fixture.start - age) : .awaited))
        }
        return [
            Case(testDescription: "nothing special", expected: "wait offerNotRead"),
            Case(testDescription: "nothing known", isKnown: false, expected: "wait offerNotRead"),
            Case(
                testDescription: "failed lately", entries: [.found(id, Fixture.failure(at: Fixture.start - 60))],
                expected: "hold failed"),
            Case(
                testDescription: "failed long ago", entries: [.found(id, Fixture.failure(at: Fixture.start - 90_000))],
                expected: "hold failed"),
            Case(
                testDescription: "a failed job that no journal knew", isKnown: false, failed: true,
                expected: "hold failed"),
            Case(testDescription: "requested lately", entries: [asked(60)], expected: "wait submitted"),
            Case(
                testDescription: "requested, and not seen in a first observation", entries: [asked(600)],
                expected: "wait submitted"),
            Case(
                testDescription: "accepted and not started", entries: [asked(601, answered: true)],
                expected: "hold notStarted"),
            Case(testDescription: "running", entries: [asked(60)], running: true, expected: "wait upgrading"),
            Case(testDescription: "stuck", entries: [asked(7201)], running: true, expected: "hold stuck"),
            Case(testDescription: "landed", current: Fixture.declared, entries: [asked(60)], expected: "none"),
            Case(
                testDescription: "off-target", current: Fixture.stop, entries: [asked(60)],
                expected: "hold offTarget"),
            Case(
                testDescription: "stopped by another", offTargetStops: [Fixture.declared: "x"],
                expected: "hold offTargetStop"),
            Case(
                testDescription: "in the confirmation range", current: Fixture.inConfirmationRange,
                expected: "hold needsConfirmation"),
            Case(
                testDescription: "in the confirmation range, and a person has looked",
                current: Fixture.inConfirmationRange,
                entries: [.acknowledged(Self.looked)], expected: "wait offerNotRead"),
        ]
    }

    /// A person has looked into the console, where the first instance was in the confirmation range.
    private static var looked: Acknowledgement {
        var word = Acknowledgement(at: Fixture.start - 60)
        if let id = try? Fixture.id(1) { word.versions[id] = Fixture.inConfirmationRange }
        return word
    }

    @Test func aPlanSaysWhatARunDoes() throws {
        for one in try Self.cases() {
            var fleetState = one.isKnown ? Fixture.known : FleetState()
            for entry in one.entries { fleetState.apply(entry) }
            let (fleet, id) = (try Fixture.fleet(1), try Fixture.id(1))
            let jobs = one.running ? [try Fixture.job("r", .running)] : []
            let failed = one.failed ? [try Fixture.job("f", .failed, ended: Fixture.start - 60)] : []
            let seen = Observation(
                startedAt: Fixture.start, instances: try Fixture.observed(1, current: one.current), inFlight: jobs,
                failed: failed)
            let situation = Rollout.situation(
                of: fleet, fleetState: fleetState, seen: seen,
                external: ExternalState(offTargetStops: one.offTargetStops), now: Fixture.start)
            let plan = Planner().plan(situation, project: try #require(Fixture.project))

            // A run waits for what it does not know, where a plan need not, unless a person knows better.
            var run = Rollout(fleet: fleet, fleetState: fleetState, settings: Rollout.Settings(skipsGracePeriod: true))
            _ = run.step(.began, now: Fixture.start)
            _ = run.step(.observed(seen, ExternalState(offTargetStops: one.offTargetStops)), now: Fixture.start)
            let present = try #require(run.situation(now: Fixture.start))
            let actions = Planner().actions(in: present)

            let name = Comment(rawValue: one.testDescription)
            #expect(plan.instances.map(\.action.summary) == [one.expected], name)
            #expect(plan.instances.map(\.action) == actions.map(\.action), name)
            #expect(Planner().offersNeeded(in: situation).contains(id) == (one.expected == "wait offerNotRead"), name)
        }
    }

    /// A plan reads the offers that its turn has not come for yet; requesting a pre-check would make a job.
    @Test func aPlanAsksForNoPrecheckAndNeedsNoFreshOffer() throws {
        var rollout = RolloutPolicy.upTo(1)
        rollout.precheck = .required
        let seen = Observation(startedAt: Fixture.start, instances: try Fixture.observed(1))
        var situation = Rollout.situation(
            of: try Fixture.fleet(1, rollout: rollout), fleetState: Fixture.known, seen: seen, now: Fixture.start + 3600
        )
        situation.offers.add([try Fixture.id(1): .read(Fixture.offer(Fixture.declared))], now: situation.now)
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["upgrade 2.0.75.260400"])
    }

    @Test(arguments: [(nil, 3), (5, 5)]) func aPlanKeepsToMaxChanges(allowed: Int?, expected: Int) throws {
        let fleet = try Fixture.fleet(10, rollout: .upTo(10, maxChanges: .percent(30)))
        let seen = Observation(startedAt: Fixture.start, instances: try Fixture.observed(10))
        var situation = Rollout.situation(
            of: fleet, fleetState: Fixture.known, seen: seen, settings: Rollout.Settings(allowedChanges: allowed),
            now: Fixture.start)
        for number in 1...10 {
            situation.offers.add([try Fixture.id(number): .read(Fixture.offer(Fixture.declared))], now: situation.now)
        }
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.count(of: .upgrade) == expected)
        #expect(plan.batches.flatMap(\.instances) == (try (1...expected).map(Fixture.id)))
        #expect(plan.instances.last?.action.summary == "hold maxChanges")
    }
}
