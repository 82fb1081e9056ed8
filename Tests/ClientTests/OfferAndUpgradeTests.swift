import Foundation
import Logging
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct OfferAndUpgradeTests {
    static func answer(_ flag: String, current: String = "\"2.0.72.260100\"", latest: String) -> String {
        """
        {"upgrade_flag": \(flag), "datastore": {"current_version": "8.0.22", "current_kernel_version": \(current),
         "latest_version": "8.0.22", "latest_kernel_version": \(latest)}}
        """
    }

    @Test(
        "an offer is what the version query says",
        arguments: [
            ("true", "\"2.0.75.260400\"", "2.0.75.260400"), ("\"true\"", "\"2.0.75.260400\"", "2.0.75.260400"),
            ("false", "\"2.0.75.260400\"", nil), ("true", "null", nil), ("true", "\"soon\"", nil),
        ])
    func offer(flag: String, latest: String, offered: String?) async throws {
        let transport = ScriptedTransport { _ in .json(Self.answer(flag, latest: latest)) }
        let offer = try await Sample.client(transport).offer(for: Sample.instance(7))
        #expect(offer.current == KernelVersion(2, 0, 72, 260100))
        #expect(offer.offered?.description == offered)
        #expect(
            transport.requests.first?.path
                == "/v3/\(Sample.project)/instances/\(Sample.instance(7))/database-version")
    }

    @Test(
        "an answer that lacks its flag or its versions is no offer",
        arguments: [
            #"{"datastore": {}}"#, #"{"upgrade_flag": true}"#, #"{"upgrade_flag": "perhaps", "datastore": {}}"#,
            #"{"upgrade_flag": null, "datastore": {}}"#,
        ])
    func strangeOffer(body: String) async throws {
        let transport = ScriptedTransport { _ in .json(body) }
        let error = try #require(await cloudError { try await Sample.client(transport).offer(for: Sample.instance(7)) })
        #expect(error.code == .unexpectedAnswer)
        #expect(error.operation.contains("\(Sample.instance(7))"))
    }

    @Test("an offer is dated before its request was sent, and after the wait for its turn")
    func readAt() async throws {
        let clock = StepClock()
        let transport = ScriptedTransport { _ in
            clock.advance(10)
            return .json(Self.answer("true", latest: "\"2.0.75.260400\""))
        }
        let client = CloudClient(
            endpoint: Sample.endpoint, project: Sample.project, authenticator: AccessKeyAuthenticator(Sample.key),
            transport: transport,
            queue: RequestScheduler(maximumConnections: 1, logger: .init(label: "test")).queue(
                account: "sample", endpoint: Sample.endpoint),
            now: { clock.now }, logger: .init(label: "test"))
        let offers = try await client.offers(for: [Sample.instance(1), Sample.instance(2), Sample.instance(3)])
        let dates = try offers.values.map { try $0.get().readAt.timeIntervalSince1970 }.sorted()
        #expect(dates == [0, 10, 20])
    }

    @Test("offers are read side by side, bounded, and one that fails leaves the others alone")
    func offers() async throws {
        let transport = ScriptedTransport(company: 5) { request in
            if request.path.contains("\(Sample.instance(13))") {
                return .json(#"{"error_code": "DBS.200011", "error_msg": "busy"}"#, status: 400)
            }
            return .json(Self.answer("true", latest: "\"2.0.75.260400\""))
        }
        let instances = (0..<50).map { Sample.instance($0) }
        let offers = try await Sample.client(transport, maximumConnections: 5).offers(for: instances + instances)
        #expect(offers.count == 50)
        #expect(transport.requests.count == 50)
        #expect(transport.mostAtOnce == 5)
        for (instance, offer) in offers {
            switch offer {
            case .success: #expect(instance != Sample.instance(13))
            case .failure(let error): #expect(instance == Sample.instance(13) && error.code == .busy)
            }
        }
    }

    @Test(
        "what is odd about one instance's answer is that instance's own failure",
        arguments: [
            (200, "{}", CloudError.Code.unexpectedAnswer), (200, "[]", .unexpectedAnswer), (200, "", .unexpectedAnswer),
            (302, "", .unexpectedAnswer), (400, "", .refused), (403, "", .forbidden),
            (404, #"{"error_code": "APIGW.0101"}"#, .notPublished), (404, "", .notFound), (500, "", .server),
        ]) func oddOffer(status: Int, body: String, code: CloudError.Code) async throws
    {
        let transport = ScriptedTransport { request in
            if request.path.contains("\(Sample.instance(3))") { return .json(body, status: status) }
            return .json(Self.answer("true", latest: "\"2.0.75.260400\""))
        }
        let offers = try await Sample.client(transport).offers(for: (0..<9).map { Sample.instance($0) })
        #expect(offers.count == 9)
        for (instance, offer) in offers {
            switch offer {
            case .success: #expect(instance != Sample.instance(3))
            case .failure(let error): #expect(instance == Sample.instance(3) && error.code == code)
            }
        }
    }

    @Test("credentials that are refused, and TLS that fails, concern every instance", arguments: [true, false])
    func failuresOfAll(isTLS: Bool) async throws {
        let transport = ScriptedTransport { request in
            guard request.path.contains("\(Sample.instance(3))") else {
                return .json(Self.answer("true", latest: "\"2.0.75.260400\""))
            }
            if isTLS { throw TransportError(.tls, "h:443: no TLS", mayHaveArrived: false) }
            return CredentialCircuitBreakerTests.refusal
        }
        let error = await cloudError {
            try await Sample.client(transport).offers(for: (0..<9).map { Sample.instance($0) })
        }
        #expect(error?.code == (isTLS ? .tls : .unauthorized))
    }

    @Test("a submission is one POST with the members, their version and a boolean delay", arguments: [true, false])
    func submission(delay: Bool) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"resp": "success"}"#) }
        let request = UpgradeRequest(
            instances: [Sample.instance(1), Sample.instance(2)], from: KernelVersion(2, 0, 48, 231200), delay: delay)
        try await Sample.client(transport).submit(request)
        let sent = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(sent.method == .post)
        #expect(sent.path == "/v3/\(Sample.project)/instances/database-version/upgrade")
        let body = try JSONSerialization.jsonObject(with: sent.body) as? [String: Any]
        #expect(body?["delay"] as? Bool == delay)
        #expect(
            body?["databases_instance_infos"] as? [[String: String]] == [
                ["current_version": "2.0.48.231200", "instance_id": "\(Sample.instance(1))"],
                ["current_version": "2.0.48.231200", "instance_id": "\(Sample.instance(2))"],
            ])
    }

    /// It may have waited for its queue, a connection, or credentials.
    @Test("a submission that can't leave in time is not sent", arguments: [(59.0, true), (60, false)])
    func inTime(waits seconds: Double, leaves: Bool) async throws {
        let clock = StepClock()
        let transport = ScriptedTransport { _ in .json(#"{"resp": "success"}"#) }
        let slow = SlowAuthenticator(clock: clock, seconds: seconds)
        let client = RetryTests.client(transport, authenticator: slow, now: { clock.now })
        let limit = clock.now + 60
        let error = await cloudError { try await client.submit(.sample, notAfter: limit) }
        #expect(transport.requests.count == (leaves ? 1 : 0))
        #expect(error?.code == (leaves ? nil : .tooLate) && error?.reach == (leaves ? nil : .notSent))
        #expect(leaves || error?.description.contains("was not sent") == true, "\(error?.description ?? "")")
    }

    /// A pause, or a ref that has moved while the request waited for its turn.
    @Test("a submission that is objected to when its turn has come is not sent") func objection() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"resp": "success"}"#) }
        let error = await cloudError { try await Sample.client(transport).submit(.sample) { "paused" } }
        #expect(transport.requests.isEmpty)
        #expect(error?.code == .tooLate && error?.reach == .notSent)
        #expect(error?.description.contains("paused") == true, "\(error?.description ?? "")")
        try await Sample.client(transport).submit(.sample) { nil }
        #expect(transport.requests.count == 1)
    }

    @Test("a submission of none, or of more than 100, is refused without a call", arguments: [0, 101])
    func sizes(count: Int) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"resp": "success"}"#) }
        let request = UpgradeRequest(
            instances: (0..<count).map { Sample.instance($0) }, from: KernelVersion(2, 0, 48, 231200))
        let error = try #require(await cloudError { try await Sample.client(transport).submit(request) })
        #expect(error.code == .invalidRequest)
        #expect(!error.outcomeUnknown)
        #expect(transport.requests.isEmpty)
    }
}

/// Takes its time to get ready, as one that logs in does.
private struct SlowAuthenticator: Authenticator {
    let clock: StepClock
    let seconds: Double
    let circuitBreaker = CredentialCircuitBreaker()

    func prepare() async throws { clock.advance(seconds) }
    func authenticate(_ request: inout WireRequest) async throws {}
}
