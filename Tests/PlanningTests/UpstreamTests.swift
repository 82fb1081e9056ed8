import Fleet
import Foundation
import Planning
import Testing

@Suite struct UpstreamTests {
    /// What was read of the fleet `test`, at rest since an hour before the start unless another time is given.
    static func state(
        _ declared: KernelVersion? = Fixture.declared, counted: Int = 3, inSync: Int = 3, atRest: Int = 3,
        since: Date = Fixture.start - 3600, isMoving: Bool = false, isSuspended: Bool = false, isPaused: Bool = false
    ) -> UpstreamReading {
        var state = UpstreamState(
            observedAt: Fixture.start, declared: declared, counted: counted, inSync: inSync, atRest: atRest,
            restingSince: atRest > 0 ? since : nil, isMoving: isMoving, isSuspended: isSuspended)
        state.isPaused = isPaused
        return .read(state)
    }

    static func situation(
        _ upstreams: [String: UpstreamReading], soak: Duration = .zero, follows: [String] = ["test"],
        purpose: Situation.Purpose = .plan
    ) throws -> Situation {
        var fleet = try Fixture.fleet(1)
        fleet.dependsOn = follows.map { FleetDependency(fleet: $0, soak: soak) }
        var memory = RunMemory()
        memory.external.upstreams = upstreams
        return Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: try Fixture.observed(1)),
            offers: OfferBook([try Fixture.id(1): Fixture.offer(Fixture.declared)]), memory: memory, now: Fixture.start,
            purpose: purpose)
    }

    static func action(
        _ upstreams: [String: UpstreamReading], soak: Duration = .zero, follows: [String] = ["test"]
    ) throws -> Action? {
        Planner().actions(in: try situation(upstreams, soak: soak, follows: follows)).first?.action
    }

    @Test func `a fleet that has converged and soaked lets the next one begin`() throws {
        #expect(try Self.action(["test": Self.state()])?.summary == "upgrade 2.0.75.260400")
        #expect(try Self.action(["test": Self.state(Fixture.beyond)])?.summary == "upgrade 2.0.75.260400")
        #expect(
            try Self.action(["test": Self.state()], soak: .seconds(3600))?.summary == "upgrade 2.0.75.260400")
    }

    @Test func `a forgotten bump holds and is named`() throws {
        let action = try Self.action(["test": Self.state(Fixture.stop)])
        #expect(action?.summary == "hold upstreamBehind")
        #expect(action?.outlook == .attention)
        #expect(
            action?.reason?.message
                == "the fleet 'test', which goes first, declares 2.0.72.260100, which is below 2.0.75.260400: declare 2.0.75.260400 there first"
        )
    }

    static let obstacles: [(UpstreamReading?, String)] = [
        (nil, "hold upstreamUnreadable"),
        (.failed(message: "no profile 'test'", mayPass: false), "hold upstreamUnreadable"),
        (.failed(message: "503", mayPass: true), "wait upstreamUnreadable"),
        (state(inSync: 1, atRest: 1), "wait upstreamBehind"),
        (state(inSync: 1, atRest: 1, isPaused: true), "hold upstreamBehind"),
        (state(inSync: 0, atRest: 0), "wait upstreamBehind"),
        (state(inSync: 1, atRest: 1, isSuspended: true), "hold upstreamBehind"),
        (state(atRest: 2, isMoving: true), "wait upstreamBehind"),
        (state(atRest: 2), "hold upstreamBehind"),
        (state(atRest: 0, isMoving: true), "wait upstreamBehind"),
        (state(nil, counted: 0, inSync: 0, atRest: 0), "hold upstreamBehind"),
        (state(since: Fixture.start - 3599), "wait upstreamSoaking"),
    ]

    @Test(arguments: obstacles) func `whatever else is known of it lets nothing pass`(
        reading: UpstreamReading?, summary: String
    ) throws {
        let action = try Self.action(reading.map { ["test": $0] } ?? [:], soak: .seconds(3600))
        #expect(action?.summary == summary)
    }

    @Test func `of several fleets the one that needs a person is told, then the one behind, then the last soak`() throws
    {
        let follows = ["a", "b", "c"]
        let (short, long) = (Self.state(since: Fixture.start - 1800), Self.state(since: Fixture.start - 60))
        func message(_ readings: [String: UpstreamReading]) throws -> String {
            try Self.action(readings, soak: .seconds(3600), follows: follows)?.reason?.message ?? "-"
        }
        #expect(try message(["a": short, "b": long, "c": Self.state()]).contains("'b', which goes first, soaks until"))
        #expect(
            try message(["a": short, "b": Self.state(inSync: 2), "c": long]).contains("after the fleet 'b' (1 of 3"))
        #expect(try message(["a": short, "b": Self.state(inSync: 2)]).contains("'c', which goes first, was not read"))
        #expect(try message(["a": Self.state(Fixture.stop)]).contains("'a', which goes first, declares"))
    }

    @Test func `the next run is due when the last soak is over`() throws {
        let situation = try Self.situation(["test": Self.state()], soak: .seconds(7200))
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        #expect(plan.nextRunAt == Fixture.start + 3600)
        #expect(plan.instances[0].action.reason?.until == Fixture.start + 3600)
        let later = situation.later(at: Fixture.start + 3600)
        #expect(Planner().actions(in: later).map(\.action.summary) == ["upgrade 2.0.75.260400"])
        let behind = try Self.situation(["test": Self.state(inSync: 2)])
        #expect(Planner().plan(behind, project: try #require(Fixture.project)).nextRunAt == nil)
    }

    @Test func `a run wants a second observation of what has just come to rest`() throws {
        let reading = Self.state(since: Fixture.start)
        let plan = try Self.situation(["test": reading])
        #expect(Planner().actions(in: plan).map(\.action.summary) == ["upgrade 2.0.75.260400"])
        let run = try Self.situation(["test": reading], purpose: .run)
        #expect(Planner().actions(in: run).map(\.action.summary) == ["wait upstreamSoaking"])
    }

    /// A fleet of three that others follow, with one suspended and one ahead.
    @Test func `the state leaves out what is suspended or ahead`() throws {
        var fleet = try Fixture.fleet(4)
        fleet.isUpstream = true
        fleet.instances[2].suspend = true
        fleet.instances[1].version = Fixture.stop
        let seen = try Fixture.observed(Fixture.declared, Fixture.stop, Fixture.old, Fixture.beyond)
        let observation = Observation(startedAt: Fixture.start, instances: seen)
        let situation = Rollout.situation(
            of: fleet, fleetState: Fixture.known, seen: observation, now: Fixture.start)
        let state = UpstreamState(of: situation)
        #expect(state.counted == 2 && state.inSync == 2 && state.atRest == 2 && state.hasConverged)
        #expect(state.declared == Fixture.stop)
        #expect(state.restingSince == Fixture.start)
        // The same a day later, with what was remembered.
        let later = Rollout.situation(
            of: fleet, fleetState: situation.fleetState,
            seen: Observation(startedAt: Fixture.start + 86400, instances: seen), now: Fixture.start + 86400)
        #expect(UpstreamState(of: later).restingSince == Fixture.start)
        #expect(later.fleetState.restEntries(since: situation.fleetState) == [])
    }

    @Test func `what is in flight or unhealthy is not at rest, and its rest begins anew`() throws {
        var fleet = try Fixture.fleet(1)
        fleet.isUpstream = true
        var known = Fixture.known
        known.atRest = [try Fixture.id(1): AtRest(version: Fixture.declared, since: Fixture.start - 3600)]
        let seen = Observation(
            startedAt: Fixture.start, instances: try Fixture.observed(1, current: Fixture.declared),
            inFlight: [try Fixture.job("j", .running, created: Fixture.start - 60)])
        let situation = Rollout.situation(of: fleet, fleetState: known, seen: seen, now: Fixture.start)
        #expect(!UpstreamState(of: situation).hasConverged)
        #expect(situation.fleetState.restEntries(since: known) == [.leftRest([try Fixture.id(1)])])
    }

    @Test func `rest is remembered of all waves where another fleet follows, and of none of the last otherwise`() throws
    {
        var fleet = try Fixture.fleet(2)
        let seen = Observation(
            startedAt: Fixture.start, instances: try Fixture.observed(2, current: Fixture.declared))
        func remembered() -> Int {
            Rollout.situation(of: fleet, fleetState: Fixture.known, seen: seen, now: Fixture.start).fleetState.atRest
                .count
        }
        #expect(remembered() == 0)
        fleet.isUpstream = true
        #expect(remembered() == 2)
    }

    @Test func `where the clock was set no rest has begun before`() throws {
        var known = FleetState()
        let (one, two) = (try Fixture.id(1), try Fixture.id(2))
        known.atRest = [
            one: AtRest(version: Fixture.declared, since: Fixture.start - 86400),
            two: AtRest(version: Fixture.declared, since: Fixture.start + 86400),
        ]
        known.countRest(from: Fixture.start, now: Fixture.start + 60)
        #expect(known.atRest[one]?.since == Fixture.start && known.atRest[two]?.since == Fixture.start + 60)
    }
}
