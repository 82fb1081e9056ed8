import Foundation
import Testing

@testable import Client

@Suite struct ClockWatchTests {
    @Test func comparesWithTheMiddleOfTheCall() async throws {
        let clock = StepClock()
        let scripted = ScriptedTransport { _ in
            clock.advance(4)
            return .json("{}", headers: ["date": "Thu, 01 Jan 1970 00:15:02 GMT"])
        }
        let watch = ClockWatch(scripted, now: { clock.now })
        #expect(watch.secondsAhead == nil)
        _ = try await watch.send(WireRequest(.get, Sample.endpoint, path: "/"), timeout: .seconds(1))
        #expect(watch.secondsAhead == 900)
    }
}
