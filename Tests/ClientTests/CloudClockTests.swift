import Fleet
import Foundation
import Logging
import Testing

@testable import Client

/// The cloud's clock differs from this machine's.
@Suite struct CloudClockTests {
    private static let sent = Date(timeIntervalSince1970: 1_000_000)

    private func answer(at seconds: TimeInterval) -> WireResponse {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return .json("{}", headers: ["date": formatter.string(from: Self.sent.addingTimeInterval(seconds))])
    }

    struct Case: Sendable {
        var ahead: TimeInterval
        var took: TimeInterval
        var expected: TimeInterval
    }

    @Test(arguments: [
        Case(ahead: 300, took: 2, expected: 299.5), Case(ahead: -300, took: 2, expected: -300.5),
        Case(ahead: 0, took: 0.1, expected: 0), Case(ahead: 1, took: 5, expected: 0),
        Case(ahead: 31_536_000, took: 1, expected: 0), Case(ahead: -1000, took: 1, expected: 0),
    ])
    func theDateOfAnAnswerTellsHowFarItIsAhead(one: Case) {
        let clock = CloudClock()
        clock.note(answer(at: one.ahead), sentAt: Self.sent, receivedAt: Self.sent.addingTimeInterval(one.took))
        #expect(clock.secondsAhead == one.expected)
    }

    @Test func aQuickAnswerTellsMoreThanASlowOneAndAClockThatIsSetIsFollowed() {
        let clock = CloudClock()
        clock.note(answer(at: 300), sentAt: Self.sent, receivedAt: Self.sent.addingTimeInterval(30))
        #expect(clock.secondsAhead == 285.5)
        clock.note(answer(at: 300), sentAt: Self.sent, receivedAt: Self.sent)
        #expect(clock.secondsAhead == 300.5)
        clock.note(answer(at: 0), sentAt: Self.sent, receivedAt: Self.sent)
        #expect(clock.secondsAhead == 0)
        clock.note(.json("{}"), sentAt: Self.sent, receivedAt: Self.sent)
        #expect(clock.secondsAhead == 0)
    }

    @Test func theTimesOfJobsAreToldByThisMachinesClock() async throws {
        let here = try #require(ISO8601DateFormatter().date(from: "2026-08-19T18:33:49Z"))
        let transport = ScriptedTransport { request in
            let jobs = request.value("status") == "Pending" ? JobTests.job(1) : ""
            return .json(
                #"{"jobs": [\#(jobs)], "total_count": \#(jobs.isEmpty ? 0 : 1)}"#,
                headers: ["date": "Wed, 19 Aug 2026 18:38:49 GMT"])
        }
        let client = CloudClient(
            endpoint: Sample.endpoint, project: Sample.project, authenticator: AccessKeyAuthenticator(Sample.key),
            transport: transport, now: { here }, logger: Logger(label: "test"))
        let job = try #require(try await client.runningUpgrades().first)
        #expect(job.created == here.addingTimeInterval(-300.5))
    }
}
