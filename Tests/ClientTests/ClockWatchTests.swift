import Foundation
import Testing

@testable import Client

@Suite struct ClockWatchTests {
    @Test(arguments: [
        ("Tue, 24 Nov 2026 18:05:09 GMT", 1_795_543_509.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
    ])
    func readsTheHeader(text: String, seconds: Double) {
        #expect(CloudTime.parseHTTP(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "Tue, 24 Nov 2026", "Tue, 24 Nov 2026 18:05:09 CST", "Tue, 24 Foo 2026 18:05:09 GMT", "2026-11-24T18:05:09Z",
        "Tue, 24 Nov 26 18:05:09 GMT", "Tue, 24 Nov 2026 25:05:09 GMT",
    ])
    func readsNothingElse(text: String) { #expect(CloudTime.parseHTTP(text) == nil) }

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
