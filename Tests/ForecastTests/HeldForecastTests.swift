import Fleet
import Foundation
import Planning
import Testing

@testable import Forecast

private typealias Fixture = ForecastFixture

/// Forecasts of fleets that something holds.
@Suite struct HeldForecastTests {
    /// The forecast ends at once, and tells that a person is needed.
    private func expectHeld(_ situation: Situation) throws {
        let forecast = Fixture.forecast(situation)
        #expect(forecast.attention == 0, "\(forecast.end)")
        #expect(forecast.upgrades == 0)
        #expect(forecast.waves.allSatisfy { $0.starts == nil && $0.completes == nil })
    }

    @Test func aSpentFailureBudgetNeedsAPerson() throws {
        var situation = try Fixture.situation(3)
        let failure = UpgradeFailure(
            sentAt: Fixture.start - 7200, from: Fixture.old, declared: Fixture.declared, at: Fixture.start - 7000,
            reason: Reason(.failed, "its upgrade failed"))
        situation.fleetState.apply(.found(try Fixture.id(1), failure))
        try expectHeld(situation)
    }

    @Test func afterItsBackoffAFailureWithinTheBudgetIsTriedAgain() throws {
        var rollout = Fixture.rollout()
        rollout.failureBudget = .count(1)
        var situation = try Fixture.situation(1, rollout: rollout)
        let failure = UpgradeFailure(
            sentAt: Fixture.start - 900, from: Fixture.old, declared: Fixture.declared, at: Fixture.start,
            reason: Reason(.failed, "its upgrade failed"))
        situation.fleetState.apply(.found(try Fixture.id(1), failure))
        let forecast = Fixture.forecast(situation)
        #expect((60...91).contains(forecast.minutes(forecast.waves.first?.starts) ?? 0))
        #expect(forecast.isConverged)
    }

    @Test func aManualGateIsReachedAndNotPassed() throws {
        let rollout = Fixture.canaryFirst(rest: .count(0))
        let forecast = Fixture.forecast(try Fixture.situation(3, canaries: 1, rollout: rollout))
        #expect((15...17).contains(forecast.minutes(forecast.waves[0].completes) ?? 0))
        #expect((forecast.waves[1].starts, forecast.waves[1].upgrades) == (nil, 0))
        #expect((15...17).contains(forecast.attention ?? 0))
    }

    @Test(arguments: [nil, 7200.0]) func aPauseHoldsUntilItsEnd(seconds: Double?) throws {
        var situation = try Fixture.situation(2)
        situation.memory.external.paused = Pause(
            user: "ada", host: "h", at: Fixture.start - 60, reason: "r", until: seconds.map { Fixture.start + $0 })
        guard seconds != nil else { return try expectHeld(situation) }
        let forecast = Fixture.forecast(situation)
        #expect(forecast.minutes(forecast.waves.first?.starts) == 120)
        #expect(forecast.isConverged)
    }

    @Test func aSuspendedFleetHasNothingToForecast() throws {
        var situation = try Fixture.situation(2)
        situation.fleet.suspend = true
        let forecast = Fixture.forecast(situation)
        #expect(forecast.upgrades == 0)
        #expect(forecast.waves.allSatisfy { $0.starts == nil })
    }

    @Test func aSuspendedInstanceIsLeftOut() throws {
        var situation = try Fixture.situation(2)
        situation.fleet.instances[0].suspend = true
        let forecast = Fixture.forecast(situation)
        #expect(forecast.upgrades == 1 && forecast.waves[0].completes != nil)
    }

    @Test func aMissingInstanceHoldsItsWaveAfterTheOthersAreDone() throws {
        var situation = try Fixture.situation(2)
        situation.observation.instances[try Fixture.id(1)] = nil
        let forecast = Fixture.forecast(situation)
        #expect((forecast.waves[0].upgrades, forecast.waves[0].completes) == (1, nil))
        #expect((15...17).contains(forecast.attention ?? 0))
    }

    @Test func anUnreadableVersionHoldsItsInstance() throws {
        var situation = try Fixture.situation(1)
        let id = try Fixture.id(1)
        situation.observation.instances[id] = ObservedInstance(
            id: id, name: "i", status: "normal", kernelVersion: "latest")
        try expectHeld(situation)
    }

    @Test(arguments: [ForecastFixture.beyond, ForecastFixture.stop, nil])
    func whatIsNotOfferedAsDeclaredStaysHeld(offered: KernelVersion?) throws {
        try expectHeld(try Fixture.situation(2, offered: offered))
    }

    @Test func anOfferThatCouldNotBeReadHolds() throws {
        var situation = try Fixture.situation(1)
        situation.offers = OfferBook()
        situation.offers.add(
            [try Fixture.id(1): .failed(message: "no such call", mayPass: false)], now: Fixture.start)
        try expectHeld(situation)
    }

    @Test(arguments: ["abnormal", "frozen"]) func anUnhealthyInstanceNeedsAPerson(status: String) throws {
        var situation = try Fixture.situation(1)
        situation.observation.instances[try Fixture.id(1)]?.status = InstanceStatus(status)
        try expectHeld(situation)
    }

    @Test func anEmptyFleetIsConverged() throws {
        let forecast = Fixture.forecast(try Fixture.situation(0))
        #expect(forecast.upgrades == 0)
        #expect(forecast.isConverged || forecast.attention == 0, "\(forecast.end)")
    }

    @Test func whatIsInSyncIsConvergedAtOnce() throws {
        let forecast = Fixture.forecast(try Fixture.situation(20, inSync: 20))
        #expect(forecast.end == .converged(at: Fixture.start))
        #expect(forecast.waves.map(\.isDone) == [true])
    }

    @Test func aJobThatIsStuckIsWaitedForByAPerson() throws {
        var situation = try Fixture.situation(1)
        let id = try Fixture.id(1)
        situation.observation.inFlight[id] = UpgradeJob(
            id: "j", instance: id, phase: .running, created: Fixture.start - 86_400)
        try expectHeld(situation)
    }
}
