import Fleet
import Foundation
import Planning
import Testing

/// A plan as if it were another time.
@Suite struct LaterSituationTests {
    private func plan(_ situation: Situation) throws -> FleetPlan {
        Planner().plan(situation, project: try #require(Fixture.project))
    }

    private func situation(_ rollout: RolloutPolicy) throws -> Situation {
        let fleet = try Fixture.fleet(2, rollout: rollout) { instance in
            if instance.id.description.hasSuffix("1in07") { instance.labels = ["tier": "canary"] }
        }
        return Situation(
            fleet: fleet,
            observation: Observation(
                startedAt: Fixture.start, instances: try Fixture.observed(Fixture.old, Fixture.old)),
            offers: OfferBook([
                try Fixture.id(1): Fixture.offer(Fixture.declared), try Fixture.id(2): Fixture.offer(Fixture.declared),
            ]),
            fleetState: Fixture.known, now: Fixture.start)
    }

    @Test(arguments: [(3600, 0), (12 * 3600, 2), (14 * 3600, 0)] as [(Double, Int)])
    func theWindowsOfThenHold(seconds: Double, upgrades: Int) throws {
        var rollout = RolloutPolicy.upTo(2)
        rollout.windows = [.init(days: [], start: 20 * 60, duration: .seconds(3600), timeZone: .utc)]
        let later = try situation(rollout).later(at: Fixture.start + seconds)
        #expect(try plan(later).count(of: .upgrade) == upgrades)
    }

    @Test(arguments: [(1800, 0), (7200, 1)] as [(Double, Int)]) func aSoakThatIsOverByThenIsOver(
        seconds: Double, upgrades: Int
    ) throws {
        var now = try situation(.canaryFirst(soak: .seconds(3600)))
        let id = try Fixture.id(1)
        now.observation.instances[id]?.current = Fixture.declared
        now.fleetState.apply(.cameToRest([id: AtRest(version: Fixture.declared, since: Fixture.start)]))
        #expect(try plan(now.later(at: Fixture.start + seconds)).count(of: .upgrade) == upgrades)
    }

    @Test func whatRunsIsTakenToRunStillAndIsNotStuck() throws {
        var now = try situation(.upTo(2))
        now.observation.inFlight[try Fixture.id(1)] = try Fixture.job("j", .running, created: Fixture.start - 60)
        let later = try plan(now.later(at: Fixture.start + 86_400 * 3))
        #expect(later.instances.first?.action.reason?.code == .upgrading)
    }

    @Test func aTimeThatIsPastChangesNothing() throws {
        let now = try situation(.upTo(2))
        #expect(now.later(at: Fixture.start - 1).now == now.now)
        #expect(now.later(at: Fixture.start - 1).observation == now.observation)
    }
}
