import Fleet
import Foundation
import Planning
import Testing

@testable import Forecast

private typealias Fixture = ForecastFixture

/// What a forecast makes of the fleets that go first.
@Suite struct UpstreamForecastTests {
    private static func situation(
        soak: Duration = .seconds(86_400), _ reading: UpstreamReading
    ) throws -> Situation {
        var situation = try Fixture.situation(2)
        situation.fleet.dependsOn = [FleetDependency(fleet: "test", soak: soak)]
        situation.memory.external.upstreams = ["test": reading]
        return situation
    }

    private static func state(inSync: Int = 3, declared: KernelVersion = Fixture.declared) -> UpstreamReading {
        .read(
            UpstreamState(
                observedAt: Fixture.start, declared: declared, counted: 3, inSync: inSync, atRest: inSync,
                restingSince: inSync > 0 ? Fixture.start - 3600 : nil))
    }

    private static func forecast(_ situation: Situation, converging: [String: Date] = [:]) -> FleetForecast {
        Forecaster(every: .seconds(900)).forecast(situation, converging: converging)
    }

    @Test func `the soak of a fleet that goes first is counted in`() throws {
        let forecast = Self.forecast(try Self.situation(Self.state()))
        #expect((23 * 60...23 * 60 + 16).contains(forecast.minutes(forecast.waves.first?.starts) ?? 0))
        #expect(forecast.isConverged)
    }

    @Test func `so is the time at which it would come to rest`() throws {
        let situation = try Self.situation(Self.state(inSync: 1))
        let forecast = Self.forecast(situation, converging: ["test": Fixture.start + 7200, "other": Fixture.start])
        #expect((26 * 60...26 * 60 + 16).contains(forecast.minutes(forecast.waves.first?.starts) ?? 0))
        #expect(forecast.isConverged)
    }

    @Test func `without that it says for which fleet it waits`() throws {
        let forecast = Self.forecast(try Self.situation(Self.state(inSync: 1)))
        #expect(forecast.upgrades == 0)
        #expect(
            forecast.end
                == .unknown(
                    why: "it waits for the fleet 'test', and it is not known here when that comes to rest"))
    }

    @Test func `a forgotten bump needs a person`() throws {
        let forecast = Self.forecast(try Self.situation(Self.state(declared: Fixture.stop)))
        #expect(forecast.upgrades == 0)
        #expect(forecast.attention == 0)
    }
}
