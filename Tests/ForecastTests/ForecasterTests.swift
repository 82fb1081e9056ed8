import Fleet
import Foundation
import Planning
import Testing

@testable import Forecast

private typealias Fixture = ForecastFixture

/// When waves begin and end. An upgrade lasts 15 minutes, and a run looks every 30 seconds.
@Suite struct ForecasterTests {
    @Test func instancesOfAWaveAreUpgradedAsManyAtATimeAsItAllows() throws {
        let forecast = Fixture.forecast(try Fixture.situation(4, rollout: Fixture.rollout(upTo: .count(1))))
        let wave = try #require(forecast.waves.first)
        #expect((wave.upgrades, wave.sessions.count, wave.isDone) == (4, 1, false))
        #expect(forecast.minutes(wave.starts) == 0)
        #expect((60...63).contains(forecast.minutes(wave.completes) ?? 0))
        #expect(forecast.end == .converged(at: try #require(wave.completes)))
        #expect(forecast.upgrades == 4)
    }

    @Test func nothingStartsBeforeAWindowOpensAndTheRestWaitsForTheNextNight() throws {
        let rollout = Fixture.rollout(upTo: .count(1), windows: [Fixture.window(20, .seconds(3600))])
        let forecast = Fixture.forecast(try Fixture.situation(6, rollout: rollout))
        let wave = try #require(forecast.waves.first)
        #expect(forecast.minutes(wave.starts) == 12 * 60)
        #expect(wave.sessions.count == 2)
        #expect((36 * 60...37 * 60).contains(forecast.minutes(wave.completes) ?? 0))
        #expect(forecast.zone == .utc)
    }

    @Test func nothingStartsInAFreeze() throws {
        let freeze = RolloutPolicy.Freeze(
            from: .init(year: 2027, month: 1, day: 15), to: .init(year: 2027, month: 1, day: 17), timeZone: .utc)
        let forecast = Fixture.forecast(try Fixture.situation(1, rollout: Fixture.rollout(freezes: [freeze])))
        #expect(forecast.minutes(forecast.waves.first?.starts) == 64 * 60)
    }

    @Test func theNextWaveStartsWithTheFirstRunAfterASoak() throws {
        let rollout = Fixture.canaryFirst(soak: .seconds(86_400))
        let forecast = Fixture.forecast(try Fixture.situation(3, canaries: 1, rollout: rollout))
        let (canary, rest) = (forecast.waves[0], forecast.waves[1])
        let soaksUntil = try #require(canary.soaksUntil)
        #expect(canary.completes.map { $0 + 86_400 } == soaksUntil)
        let delay = try #require(rest.starts).timeIntervalSince(soaksUntil)
        #expect((0...960).contains(delay))
        #expect((canary.upgrades, rest.upgrades, rest.soaksUntil) == (1, 2, nil))
        #expect(forecast.isConverged)
    }

    @Test func aWaveThatIsDoneSaysSoAndUntilWhenItSoaks() throws {
        var situation = try Fixture.situation(3, canaries: 1, rollout: Fixture.canaryFirst(soak: .seconds(7200)))
        let id = try Fixture.id(1)
        situation.observation.instances[id]?.current = Fixture.declared
        situation.fleetState.apply(
            .cameToRest([id: AtRest(version: Fixture.declared, since: Fixture.start - 3600)]))
        let forecast = Fixture.forecast(situation)
        #expect((forecast.waves[0].isDone, forecast.waves[0].completes) == (true, nil))
        #expect(forecast.minutes(forecast.waves[0].soaksUntil) == 60)
        #expect(forecast.minutes(forecast.waves[1].starts) == 60)
    }

    @Test(arguments: [(60, 1, 195), (360, 4, 18 * 60 + 15)])
    func aRunRequestsAsManyAsMaxChangesAllowsAndTheNextOneComesAfterTheInterval(
        every: Int, sessions: Int, minutes: Int
    ) throws {
        let rollout = Fixture.rollout(maxChanges: .count(3))
        let forecast = Fixture.forecast(try Fixture.situation(12, rollout: rollout), every: every)
        let wave = try #require(forecast.waves.first)
        #expect((wave.upgrades, wave.sessions.count) == (12, sessions))
        #expect((minutes...minutes + 3).contains(forecast.minutes(wave.completes) ?? 0), "\(forecast)")
    }

    @Test func anInstanceThatStopsOnItsWayIsUpgradedTwice() throws {
        let forecast = Fixture.forecast(try Fixture.situation(1, offered: Fixture.stop, via: [Fixture.stop]))
        #expect(forecast.waves.first?.upgrades == 2)
        #expect((30...33).contains(forecast.minutes(forecast.waves.first?.completes) ?? 0))
    }

    @Test func whatRunsAlreadyHasItsElapsedPartBehindIt() throws {
        var situation = try Fixture.situation(1)
        let id = try Fixture.id(1)
        situation.observation.inFlight[id] = UpgradeJob(
            id: "j", instance: id, phase: .running, created: Fixture.start - 600)
        situation.fleetState.apply(
            .intended(
                id,
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start - 601, acceptance: .accepted(at: Fixture.start - 600))))
        let forecast = Fixture.forecast(situation)
        let wave = try #require(forecast.waves.first)
        #expect((wave.upgrades, wave.starts, wave.sessions.count) == (0, nil, 1))
        #expect((5...6).contains(forecast.minutes(wave.completes) ?? 0))
        #expect(forecast.isConverged)
    }

    @Test func whatWasAcceptedAndDoesNotShowYetIsTakenToRun() throws {
        var situation = try Fixture.situation(1)
        situation.fleetState.apply(
            .intended(
                try Fixture.id(1),
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start - 10, acceptance: .accepted(at: Fixture.start - 9))))
        let forecast = Fixture.forecast(situation)
        #expect(forecast.waves.first?.upgrades == 0)
        #expect((14...16).contains(forecast.minutes(forecast.waves.first?.completes) ?? 0))
    }

    @Test func whatRunsOnInstancesThatAreBusyIsWaitedFor() throws {
        var situation = try Fixture.situation(1)
        situation.observation.instances[try Fixture.id(1)]?.status = InstanceStatus("BACKING UP")
        let forecast = Fixture.forecast(situation)
        #expect((15...17).contains(forecast.minutes(forecast.waves.first?.starts) ?? 0))
        #expect(forecast.isConverged)
    }

    @Test func instancesInSyncAreCountedThoughTheyAreNotModeled() throws {
        let rollout = Fixture.rollout(upTo: .percent(10), maxChanges: .percent(5))
        let situation = try Fixture.situation(1000, inSync: 900, rollout: rollout)
        let forecast = Fixture.forecast(situation, every: 60)
        #expect(forecast.waves.first?.upgrades == 100)
        // Twice 5% of a thousand.
        #expect((75...78).contains(forecast.minutes(forecast.waves.first?.completes) ?? 0))
    }

    @Test func theLimitOfAForecastIsItsHorizon() throws {
        let rollout = Fixture.rollout(
            freezes: [.init(from: .init(year: 2027, month: 1, day: 1), to: .init(year: 2027, month: 3, day: 31))])
        let situation = try Fixture.situation(1, rollout: rollout)
        #expect(Fixture.forecast(situation).end == .horizon(Fixture.start + 60 * 86_400))
        let few = Forecaster(every: .seconds(900), limit: 100)
        guard case .horizon = few.forecast(try Fixture.situation(1)).end else {
            Issue.record("it did not end at its limit")
            return
        }
    }

    @Test func aForecastIsTheSameEachTimeAndSurvivesItsCodedForm() throws {
        let rollout = Fixture.canaryFirst(soak: .seconds(3600), rest: .percent(10))
        let situation = try Fixture.situation(40, canaries: 2, rollout: rollout)
        let forecast = Fixture.forecast(situation)
        #expect(Fixture.forecast(situation) == forecast)
        let coded = try JSONDecoder().decode(FleetForecast.self, from: JSONEncoder().encode(forecast))
        #expect(coded == forecast)
    }

    /// What it costs is counted in effects of the runs, each of which looks at the instances that are not in sync.
    @Test func aForecastCostsAsMuchAsItMoves() throws {
        let rollout = Fixture.canaryFirst(soak: .seconds(7 * 86_400), rest: .count(100))
        let situation = try Fixture.situation(10_000, inSync: 9500, canaries: 10, rollout: rollout)
        let begin = ContinuousClock.now
        let (forecast, steps) = Forecaster(every: .seconds(900)).forecastWithSteps(
            situation, typical: TypicalDuration())
        print("forecast of 10,000 instances with 500 upgrades: \(steps) effects, \(ContinuousClock.now - begin)")
        #expect(forecast.isConverged && forecast.upgrades == 500)
        #expect(steps < 400, "\(steps)")
    }
}
