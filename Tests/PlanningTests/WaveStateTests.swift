import Fleet
import Foundation
import Planning
import Testing

/// Where plans say that waves stand.
@Suite struct WaveStateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The versions of the canary, of an instance of the second wave, and of one of the last.
        var current: [KernelVersion]
        var suspendsCanary = false
        var isOptional = false
        /// Seconds for which the canary, which soaks for an hour, has been at rest.
        var restedFor = 4000.0
        var states: [PlannedWave.State]
    }

    static let (old, new) = (Fixture.old, Fixture.declared)
    static let cases = [
        Case(testDescription: "nothing is done", current: [old, old, old], states: [.open, .notReached, .notReached]),
        Case(
            testDescription: "the canary soaks", current: [new, old, old], restedFor: 60,
            states: [.soaking, .notReached, .notReached]),
        Case(
            testDescription: "the canary has soaked", current: [new, old, old], states: [.done, .open, .notReached]),
        Case(
            testDescription: "a later wave is done already", current: [old, new, old],
            states: [.open, .done, .notReached]),
        Case(
            testDescription: "the canary soaks and the second wave is done", current: [new, new, old], restedFor: 60,
            states: [.soaking, .done, .notReached]),
        Case(testDescription: "all are done", current: [new, new, new], states: [.done, .done, .done]),
        Case(
            testDescription: "the canary is suspended", current: [old, old, old], suspendsCanary: true,
            states: [.empty, .notReached, .notReached]),
        Case(
            testDescription: "the canary is suspended and optional", current: [old, old, old], suspendsCanary: true,
            isOptional: true, states: [.done, .open, .notReached]),
        Case(
            testDescription: "the canary is ahead", current: [Fixture.beyond, old, new],
            states: [.empty, .notReached, .done]),
    ]

    @Test(arguments: cases) func aWaveStands(_ one: Case) throws {
        func selector(_ tier: String) -> Selector { Selector([.init(key: "tier", .in([tier]))]) }
        let rollout = RolloutPolicy(
            waves: [
                .init(name: "canary", selector: selector("1"), soak: .seconds(3600), optional: one.isOptional),
                .init(name: "second", selector: selector("2")), .init(name: "rest"),
            ], precheck: .off)
        var fleet = try Fixture.fleet(3, rollout: rollout)
        for index in 0..<3 { fleet.instances[index].labels = ["tier": "\(index + 1)"] }
        fleet.instances[0].suspend = one.suspendsCanary
        var fleetState = Fixture.known
        fleetState.atRest[try Fixture.id(1)] = AtRest(version: Fixture.declared, since: Fixture.start - one.restedFor)
        let seen = try Fixture.observed(one.current[0], one.current[1], one.current[2])
        let situation = Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: seen), fleetState: fleetState,
            now: Fixture.start)
        let waves = Planner().plan(situation, project: try #require(Fixture.project)).waves
        #expect(waves.map(\.state) == one.states)
        #expect(waves.map { $0.soaksUntil != nil } == one.states.map { $0 == .soaking })
    }
}
