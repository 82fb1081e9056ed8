import Fleet
import Foundation
import Testing

@testable import Planning

/// When a request could really leave: not before all of an instance's own waits are over, and then in a window.
///
/// It is Friday, 8:00, the window is open from 7:00 to 8:10 every day, and the canary has soaked but for ten minutes.
@Suite struct NextRunTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Seconds from now; nil: no time is known, or a run could go on at once.
        var next: Double?
        var change: @Sendable (inout Situation) throws -> Void
    }

    static let tomorrow = 23 * 3600.0
    static let window = RolloutPolicy.Window(days: [], start: 7 * 60, duration: .seconds(70 * 60), timeZone: .utc)

    static func situation(_ count: Int = 3) throws -> Situation {
        let canary = try Fixture.id(1)
        var rollout = RolloutPolicy.canaryFirst(soak: .seconds(3600))
        rollout.windows = [window]
        rollout.failureBudget = .count(1)
        let fleet = try Fixture.fleet(count, rollout: rollout) { if $0.id == canary { $0.labels = ["tier": "canary"] } }
        var seen = try Fixture.observed(count)
        seen[0] = ObservedInstance(
            id: canary, name: "canary", status: "normal", kernelVersion: Fixture.declared.description)
        var fleetState = Fixture.known
        fleetState.atRest[canary] = AtRest(version: Fixture.declared, since: Fixture.start - 3000)
        let offers = try (2...count).map { (try Fixture.id($0), Fixture.offer(Fixture.declared)) }
        return Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen),
            offers: OfferBook(Dictionary(uniqueKeysWithValues: offers)), fleetState: fleetState, now: Fixture.start)
    }

    /// The canary has soaked for so long by now.
    static func soaked(_ seconds: Double, _ situation: inout Situation) throws {
        situation.fleetState.atRest[try Fixture.id(1)]?.since = Fixture.start - seconds
    }

    static func pause(until seconds: Double?) -> Pause {
        Pause(
            user: "ada", host: "h", at: Fixture.start - 60, reason: "audit", until: seconds.map { Fixture.start + $0 })
    }

    /// The second instance failed a minute ago, and is tried again after an hour and something.
    static func failed(_ situation: inout Situation) throws -> Date {
        let id = try Fixture.id(2)
        situation.fleetState.apply(.found(id, Fixture.failure(at: Fixture.start - 60)))
        return Fixture.start - 60 + Backoff.delay(after: 1, of: id)
    }

    static let cases = [
        Case(testDescription: "a soak that ends while the window is open", next: 300) { try soaked(3300, &$0) },
        Case(testDescription: "a soak that ends ten minutes after the window has closed", next: tomorrow) {
            try soaked(2400, &$0)
        },
        Case(testDescription: "a soak without windows", next: 1200) {
            try soaked(2400, &$0)
            $0.fleet.rollout.windows = []
        },
        Case(testDescription: "a soak that ends in a freeze", next: tomorrow + 86400) {
            let days = RolloutPolicy.Day(year: 2027, month: 1, day: 16)
            $0.fleet.rollout.freezes = [.init(from: days, to: days, timeZone: .utc)]
            try soaked(2400, &$0)
        },
        Case(testDescription: "a pause that ends while the soak lasts", next: 300) {
            try soaked(3300, &$0)
            $0.memory.external.paused = pause(until: 60)
        },
        Case(testDescription: "a pause that ends outside the window", next: tomorrow) {
            try soaked(4000, &$0)
            $0.memory.external.paused = pause(until: 7200)
        },
        Case(testDescription: "a pause without an end", next: nil) { $0.memory.external.paused = pause(until: nil) },
        Case(testDescription: "the grace of an empty journal", next: 200) {
            try soaked(4000, &$0)
            $0.memory.graceUntil = Fixture.start + 200
        },
        Case(testDescription: "the grace of an empty journal that ends outside the window", next: tomorrow) {
            try soaked(4000, &$0)
            $0.memory.graceUntil = Fixture.start + 700
        },
        Case(testDescription: "an earlier wave that is not done", next: nil) {
            $0.observation.instances[try Fixture.id(1)]?.status = InstanceStatus("backing up")
        },
        Case(testDescription: "a wave that a person has to open", next: nil) {
            $0.fleet.rollout.waves[1].maxUnavailable = .count(0)
        },
        Case(testDescription: "a window that never opens again", next: nil) {
            $0.fleet.rollout.windows = [
                .init(days: [], start: 0, duration: .seconds(60), timeZone: .utc, closesBefore: .seconds(60))
            ]
        },
        Case(testDescription: "a run could go on at once, and others wait", next: nil) {
            try soaked(4000, &$0)
            $0.purpose = .run
            $0.offers[try Fixture.id(2)] = nil
            _ = try failed(&$0)
            $0.offers[try Fixture.id(3)] = nil
        },
    ]

    @Test(arguments: cases) func aRunCouldRequestSomethingFirst(_ one: Case) throws {
        var situation = try Self.situation()
        try one.change(&situation)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.nextRunAt == one.next.map { Fixture.start + $0 }, "\(plan.instances.map(\.action))")
        #expect(Verdict([plan]).nextRunAt == plan.nextRunAt)
    }

    @Test func aSoakThatOutlastsTheWindowSaysWhenTheNextOneOpens() throws {
        var situation = try Self.situation()
        try Self.soaked(2400, &situation)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(
            plan.instances.last?.action
                == .wait(
                    Reason(
                        .soaking,
                        "the wave 'canary' soaks until 2027-01-15 08:20 UTC; not requested before 2027-01-16 07:00 UTC",
                        until: Fixture.start + Self.tomorrow)))
    }

    @Test(arguments: [
        (
            "in the window of the next day", "; tried again after 2027-01-16 07:00 UTC",
            { @Sendable (_: inout Situation) throws in }
        ),
        (
            "when the backoff is over, where there is no window", "; tried again after 2027-01-15 ",
            { @Sendable in $0.fleet.rollout.windows = [] }
        ),
        (
            "at no known time before its wave is reached", "; tried again by a later run",
            { @Sendable in $0.observation.instances[try Fixture.id(1)]?.status = InstanceStatus("backing up") }
        ),
        (
            "at no known time where another version is offered", "; tried again by a later run",
            { @Sendable in $0.offers[try Fixture.id(2)] = Fixture.offer(Fixture.beyond) }
        ),
    ])
    func aFailedInstanceIsTriedAgain(
        when: String, words: String, change: @Sendable (inout Situation) throws -> Void
    ) throws {
        var situation = try Self.situation()
        let until = try Self.failed(&situation)
        try change(&situation)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        let action = plan.instances[1].action
        let reason = try #require(action.reason)
        #expect(reason.code == .failed && reason.message.contains(words), "\(when): \(reason.message)")
        #expect(action.outlook == .waiting)
        let isKnown = words.contains("after")
        #expect((reason.until != nil) == isKnown && (reason.until ?? until) >= until)
    }

    @Test func theWindowsAreAskedOnceForAThousandInstancesThatWaitForTheSame() throws {
        var situation = try Self.situation(1000)
        situation.now = Fixture.start + 3600
        let waves = Waves(situation)
        var next = NextRun(situation, waves, Guard.all)
        for item in Planner().actions(in: situation) { _ = next.timed(item) }
        #expect(next.openings.count == 1 && next.date == Fixture.start + Self.tomorrow)
    }
}
