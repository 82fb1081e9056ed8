import Fleet
import Foundation
import Planning
import Testing

/// A plan says what a run that began with the same look and history would.
@Suite struct PlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var current = World.old
        var entries: [Entry] = []
        var isKnown = true
        var running = false
        var failed = false
        var stops: [KernelVersion: String] = [:]
        var expected: String
    }

    static func cases() throws -> [Case] {
        let id = try World.id(1)
        func asked(_ age: Double, answered: Bool = false) -> Entry {
            .intended(
                id,
                Submission(
                    from: World.old, target: World.declared, declared: World.declared, sentAt: World.start - age,
                    answeredAt: answered ? World.start - age : nil))
        }
        return [
            Case(testDescription: "nothing special", expected: "wait offerNotRead"),
            Case(testDescription: "nothing known", isKnown: false, expected: "wait offerNotRead"),
            Case(
                testDescription: "failed lately", entries: [.found(id, World.failure(at: World.start - 60))],
                expected: "hold failed"),
            Case(
                testDescription: "failed long ago", entries: [.found(id, World.failure(at: World.start - 90_000))],
                expected: "hold failed"),
            Case(
                testDescription: "a failed job that nobody knew", isKnown: false, failed: true, expected: "hold failed"),
            Case(testDescription: "asked for lately", entries: [asked(60)], expected: "wait submitted"),
            Case(
                testDescription: "asked for, and not seen in a first observation", entries: [asked(600)],
                expected: "wait submitted"),
            Case(
                testDescription: "accepted and not started", entries: [asked(601, answered: true)],
                expected: "hold notStarted"),
            Case(testDescription: "running", entries: [asked(60)], running: true, expected: "wait upgrading"),
            Case(testDescription: "stuck", entries: [asked(7201)], running: true, expected: "hold stuck"),
            Case(testDescription: "landed", current: World.declared, entries: [asked(60)], expected: "none"),
            Case(
                testDescription: "landed elsewhere", current: World.stop, entries: [asked(60)],
                expected: "hold landedElsewhere"),
            Case(testDescription: "stopped by another", stops: [World.declared: "x"], expected: "hold rolloutStopped"),
            Case(testDescription: "in the band", current: World.band, expected: "hold needsConfirmation"),
            Case(
                testDescription: "in the band, and somebody has looked", current: World.band,
                entries: [.acknowledged(Self.looked)], expected: "wait offerNotRead"),
        ]
    }

    /// A person has looked into the console, where the first instance was in the confirmation range.
    private static var looked: Acknowledgement {
        var word = Acknowledgement(at: World.start - 60)
        if let id = try? World.id(1) { word.versions[id] = World.band }
        return word
    }

    @Test func aPlanSaysWhatARunDoes() throws {
        for one in try Self.cases() {
            var history = one.isKnown ? World.known : History()
            for entry in one.entries { history.apply(entry) }
            let (fleet, id) = (try World.fleet(1), try World.id(1))
            let jobs = one.running ? [try World.job("r", .running)] : []
            let failed = one.failed ? [try World.job("f", .failed, ended: World.start - 60)] : []
            let seen = Observation(
                startedAt: World.start, instances: try World.observed(1, current: one.current), inFlight: jobs,
                failed: failed)
            let situation = Rollout.situation(
                of: fleet, history: history, seen: seen, stops: one.stops, now: World.start)
            let plan = Planner().plan(situation, project: try #require(World.project))

            // A run waits for what it does not know, where a plan need not, unless somebody knows better.
            var run = Rollout(fleet: fleet, history: history, settings: Rollout.Settings(assumesIdle: true))
            _ = run.step(.began, now: World.start)
            _ = run.step(.observed(seen, stops: one.stops), now: World.start)
            let present = try #require(run.situation(now: World.start))
            let actions = Planner().actions(in: present)

            let name = Comment(rawValue: one.testDescription)
            #expect(plan.instances.map(\.action.summary) == [one.expected], name)
            #expect(plan.instances.map(\.action) == actions.map(\.action), name)
            #expect(Planner().offersNeeded(in: situation).contains(id) == (one.expected == "wait offerNotRead"), name)
        }
    }

    /// A plan reads the offers that its turn has not come for yet; asking for a pre-check would make a job.
    @Test func aPlanAsksForNoPrecheckAndNeedsNoFreshOffer() throws {
        var rollout = RolloutPolicy.upTo(1)
        rollout.precheck = .required
        let seen = Observation(startedAt: World.start, instances: try World.observed(1))
        var situation = Rollout.situation(
            of: try World.fleet(1, rollout: rollout), history: World.known, seen: seen, now: World.start + 3600)
        situation.take([try World.id(1): .read(World.offer(World.declared))])
        #expect(Planner().actions(in: situation).map(\.action.summary) == ["upgrade 2.0.75.260400"])
    }

    @Test(arguments: [(nil, 3), (5, 5)]) func aPlanKeepsToMaxChanges(allowed: Int?, expected: Int) throws {
        let fleet = try World.fleet(10, rollout: .upTo(10, maxChanges: .percent(30)))
        let seen = Observation(startedAt: World.start, instances: try World.observed(10))
        var situation = Rollout.situation(
            of: fleet, history: World.known, seen: seen, allowedChanges: allowed, now: World.start)
        for number in 1...10 { situation.take([try World.id(number): .read(World.offer(World.declared))]) }
        let plan = Planner().plan(situation, project: try #require(World.project))
        #expect(plan.count(of: "upgrade") == expected)
        #expect(plan.batches.flatMap(\.instances) == (try (1...expected).map(World.id)))
        #expect(plan.instances.last?.action.summary == "hold maxChanges")
    }
}
