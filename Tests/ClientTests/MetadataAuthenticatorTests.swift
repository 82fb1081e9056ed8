import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Client

@Suite(.patience) struct MetadataAuthenticatorTests {
    static let tokenPath = "/meta-data/latest/api/token"

    static func key(_ number: Int, endsAt: Double) -> WireResponse {
        let end = Date(timeIntervalSince1970: endsAt).formatted(.iso8601).replacing("Z", with: ".000000Z")
        return .json(
            """
            {"credential": {"access": "AK\(number)", "secret": "\(Sample.secretKey)",
             "securitytoken": "\(Sample.securityToken)", "expires_at": "\(end)"}}
            """)
    }

    static func token() -> WireResponse { WireResponse(status: 200, body: Data(Sample.token.utf8)) }

    /// A service whose keys live so many seconds; `answer` is handed the number of the key.
    static func service(
        lifetime: Double = 86400, clock: StepClock,
        _ answer: @escaping @Sendable (Int) async throws -> WireResponse? = { _ in nil }
    ) -> ScriptedTransport {
        let count = Mutex(0)
        return ScriptedTransport { request in
            if request.path == tokenPath { return token() }
            let number = count.withLock { value in
                value += 1
                return value
            }
            return try await answer(number)
                ?? key(number, endsAt: clock.now.timeIntervalSince1970 + lifetime)
        }
    }

    static func authenticator(
        _ transport: any Transport, _ clock: StepClock, log: RecordedLog = RecordedLog()
    ) -> MetadataAuthenticator {
        MetadataAuthenticator(transport: transport, now: { clock.now }, logger: log.logger)
    }

    /// The id of the key that a request is signed with.
    static func signer(_ authenticator: MetadataAuthenticator) async throws -> String? {
        var request = WireRequest(.get, Sample.endpoint, path: "/")
        try await authenticator.authenticate(&request)
        return request.headers["authorization"]?.split(separator: "Access=").last?.split(separator: ",").first
            .map(String.init)
    }

    @Test("the token is taken first, from the one address, and the key signs with its security token")
    func calls() async throws {
        let clock = StepClock()
        let transport = Self.service(clock: clock)
        var request = WireRequest(.get, Sample.endpoint, path: "/")
        try await Self.authenticator(transport, clock).authenticate(&request)
        #expect(request.headers["x-security-token"] == Sample.securityToken)
        #expect(request.headers["authorization"]?.contains("x-security-token") == true)
        #expect(transport.requests.map(\.method) == [.put, .get])
        #expect(
            transport.requests.map(\.url) == [
                "http://169.254.169.254/meta-data/latest/api/token",
                "http://169.254.169.254/openstack/latest/securitykey",
            ])
        #expect(transport.requests.first?.headers == ["x-metadata-token-ttl-seconds": "600"])
        #expect(transport.requests.last?.headers == ["x-metadata-token": Sample.token])
    }

    @Test(
        "a key is renewed with 40 minutes left, or halfway where it lives no longer",
        arguments: [(86400.0, 84000.0), (7200, 4800), (2460, 60), (2400, 1200), (600, 300)])
    func renewal(lifetime: Double, after: Double) async throws {
        let clock = StepClock()
        let authenticator = Self.authenticator(Self.service(lifetime: lifetime, clock: clock), clock)
        #expect(try await Self.signer(authenticator) == "AK1")
        clock.advance(after - 1)
        #expect(try await Self.signer(authenticator) == "AK1")
        clock.advance(1)
        #expect(try await Self.signer(authenticator) == "AK2")
    }

    @Test("concurrent callers share one renewal")
    func shared() async throws {
        let clock = StepClock()
        let transport = Self.service(clock: clock) { _ in
            try await Task.sleep(for: .milliseconds(20))
            return nil
        }
        let authenticator = Self.authenticator(transport, clock)
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await Self.signer(authenticator) } }
            for try await signer in group { #expect(signer == "AK1") }
        }
        #expect(transport.requests.count == 2)
    }

    @Test("while a renewal fails, the old key serves until its end, and is not asked for at every call")
    func failedRenewal() async throws {
        let clock = StepClock()
        let log = RecordedLog()
        let transport = Self.service(lifetime: 7200, clock: clock) { number in
            guard number > 1 else { return nil }
            throw TransportError(.timedOut, "169.254.169.254:80: no whole answer", mayHaveArrived: true)
        }
        let authenticator = Self.authenticator(transport, clock, log: log)
        #expect(try await Self.signer(authenticator) == "AK1")
        clock.advance(4800)
        #expect(try await Self.signer(authenticator) == "AK1")
        #expect(try await Self.signer(authenticator) == "AK1")
        #expect(transport.requests.count == 4)
        clock.advance(60)
        #expect(try await Self.signer(authenticator) == "AK1")
        #expect(transport.requests.count == 6)
        #expect(log.lines.contains { $0.contains("could not be renewed") })
        clock.advance(2339)
        #expect(try await Self.signer(authenticator) == "AK1")
        clock.advance(1)
        let error = await cloudError { try await Self.signer(authenticator) }
        #expect(error?.code == .timedOut)
        SecretTests.expectClean(log.lines.joined(separator: "\n"))
    }

    @Test("a service that knows no tokens is asked without one", arguments: [404, 405, 503])
    func withoutToken(status: Int) async throws {
        let clock = StepClock()
        let transport = ScriptedTransport { request in
            request.path == Self.tokenPath
                ? WireResponse(status: status) : Self.key(1, endsAt: clock.now.timeIntervalSince1970 + 9000)
        }
        #expect(try await Self.signer(Self.authenticator(transport, clock)) == "AK1")
        #expect(transport.requests.last?.headers == [:])
    }

    @Test(
        "an answer that is no key is an error that shows nothing of it",
        arguments: [
            "<html>\(Sample.secretKey)</html>", #"{"credential": {"access": "A", "secret": "\#(Sample.secretKey)"}}"#,
            #"{"credential": {"access": "", "secret": "\#(Sample.secretKey)", "expires_at": "2026-11-24T00:00:00Z"}}"#,
            #"{"credential": {"access": "A", "secret": "\#(Sample.secretKey)", "expires_at": "soon"}}"#,
            #"{"credential": {"access": "A", "secret": "\#(Sample.secretKey)", "expires_at": "1970-01-01T00:00:00Z"}}"#,
        ])
    func noKey(body: String) async throws {
        let clock = StepClock()
        let log = RecordedLog()
        let transport = Self.service(clock: clock) { _ in .json(body) }
        let authenticator = Self.authenticator(transport, clock, log: log)
        let error = try #require(await cloudError { try await Self.signer(authenticator) })
        #expect(error.code == .unexpectedAnswer)
        #expect(
            error.operation == "read the temporary key from the metadata service (GET /openstack/latest/securitykey)")
        SecretTests.expectClean(SecretTests.everyForm(of: error) + log.lines.joined(separator: "\n"))
    }

    @Test("a web page in place of the token is no token")
    func noToken() async throws {
        let clock = StepClock()
        let transport = ScriptedTransport { _ in .json("<html>welcome to the hotel</html>") }
        let error = await cloudError { try await Self.signer(Self.authenticator(transport, clock)) }
        #expect(error?.code == .unexpectedAnswer)
        #expect(transport.requests.count == 1)
    }

    @Test("values that hold the key do not show it")
    func values() async throws {
        let clock = StepClock()
        let authenticator = Self.authenticator(Self.service(clock: clock), clock)
        _ = try await Self.signer(authenticator)
        SecretTests.expectClean(SecretTests.everyForm(of: authenticator))
    }
}
