import Fleet
import Foundation
import TestSupport
import Testing

@testable import Client

@Suite(.patience) struct UpgradeOutcomeTests {
    @Test(
        "a code that means a fault of the cloud leaves an upgrade's outcome open, whatever the HTTP status",
        arguments: ["DBS.200005", "DBS.108000", "DBS.213002", "DBS.05000000"], [400, 500])
    func serverCode(code: String, status: Int) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "\#(code)", "error_msg": "boom"}"#, status: status)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).submit(.sample) })
        #expect(error.outcomeUnknown)
    }

    /// It was decided on fresh readings, which would grow old in the queue.
    @Test("an upgrade does not wait in its queue behind calls that only read: it has the first connection that is free")
    func upgradeBypassesTheLine() async throws {
        let (released, release) = AsyncStream<Void>.makeStream()
        let transport = ScriptedTransport { request in
            if request.path.hasSuffix("/upgrade") { return .json(#"{"resp": "success"}"#) }
            if request.path.hasSuffix("/instances") { return .json(#"{"instances": [], "total_count": 0}"#) }
            for await _ in released { break }
            return .json(OfferAndUpgradeTests.answer("false", latest: "null"))
        }
        let client = Sample.client(transport, maximumConnections: 2)
        _ = try await client.instances()
        let offers = Task { try await client.offers(for: (0..<9).map { Sample.instance($0) }) }
        while transport.requests.count < 3 { try await Task.sleep(for: .milliseconds(1)) }
        async let submission: Void = client.submit(.sample)
        while client.queue.scheduler.waiting < 8 { try await Task.sleep(for: .milliseconds(1)) }
        release.yield()
        try await submission
        let sent = transport.requests.map(\.path)
        #expect(sent.count >= 4)
        #expect(sent[3].hasSuffix("/upgrade"))
        release.finish()
        #expect(try await offers.value.count == 9)
    }
}
