import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct TokenAuthenticatorTests {
    static func login(issued: String = "2026-11-24T00:00:00.000000Z", expires: String) -> WireResponse {
        .json(
            #"{"token": {"issued_at": "\#(issued)", "expires_at": "\#(expires)"}}"#, status: 201,
            headers: ["x-subject-token": Sample.token])
    }

    static func authenticator(
        _ transport: any Transport, clock: StepClock = StepClock(), log: RecordedLog = RecordedLog()
    ) -> TokenAuthenticator {
        TokenAuthenticator(
            login: Sample.login, project: Sample.project, endpoint: Endpoint(https: "iam.example.com"),
            transport: transport, now: { clock.now }, logger: log.logger)
    }

    @Test("concurrent callers share one login, which is scoped to the project")
    func sharedLogin() async throws {
        let transport = ScriptedTransport { request in
            try await Task.sleep(for: .milliseconds(20))
            return request.path == "/v3/auth/tokens"
                ? Self.login(expires: "2026-11-25T00:00:00.000000Z")
                : .json(OfferAndUpgradeTests.answer("false", latest: "null"))
        }
        let authenticator = Self.authenticator(transport)
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    var request = WireRequest(.get, Sample.endpoint, path: "/")
                    try await authenticator.authenticate(&request)
                    return request.headers["x-auth-token"]
                }
            }
            for try await token in group { #expect(token == Sample.token) }
        }
        #expect(transport.requests.count == 1)
        let login = try #require(transport.requests.first)
        #expect(login.method == .post)
        #expect(login.headers["authorization"] == nil)
        let body = try JSONSerialization.jsonObject(with: login.body) as? NSDictionary
        let expected: NSDictionary = [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": [
                        "user": ["name": "anna", "password": Sample.password, "domain": ["name": "acme"]]
                    ],
                ],
                "scope": ["project": ["id": Sample.project.description]],
            ]
        ]
        #expect(body == expected)
    }

    @Test("a token is kept until shortly before its end, by its own lifetime and not by our clock")
    func renewal() async throws {
        let clock = StepClock()
        let transport = ScriptedTransport { _ in Self.login(expires: "2026-11-24T01:00:00.000000Z") }
        let authenticator = Self.authenticator(transport, clock: clock)
        func logins(after seconds: Double) async throws -> Int {
            clock.advance(seconds)
            var request = WireRequest(.get, Sample.endpoint, path: "/")
            try await authenticator.authenticate(&request)
            return transport.requests.count
        }
        #expect(try await logins(after: 0) == 1)
        #expect(try await logins(after: 3000) == 1)
        #expect(try await logins(after: 300) == 2)
        #expect(try await logins(after: 3000) == 2)
    }

    @Test("while a login fails, the old token serves until its end, and the login is not repeated at every call")
    func failedRenewal() async throws {
        let (clock, log) = (StepClock(), RecordedLog())
        let isUp = Mutex(true)
        let transport = ScriptedTransport { _ in
            guard isUp.withLock({ $0 }) else {
                throw TransportError(.timedOut, "h:443: late", mayHaveArrived: true)
            }
            return Self.login(expires: "2026-11-24T01:00:00.000000Z")
        }
        let authenticator = Self.authenticator(transport, clock: clock, log: log)
        func logins(after seconds: Double) async throws -> Int {
            clock.advance(seconds)
            var request = WireRequest(.get, Sample.endpoint, path: "/")
            try await authenticator.authenticate(&request)
            #expect(request.headers["x-auth-token"] == Sample.token)
            return transport.requests.count
        }
        #expect(try await logins(after: 0) == 1)
        isUp.withLock { $0 = false }
        #expect(try await logins(after: 3300) == 2)
        #expect(try await logins(after: 59) == 2)
        #expect(try await logins(after: 1) == 3)
        #expect(log.lines.contains { $0.contains("could not be renewed") })
        SecretTests.expectClean(log.lines.joined(separator: "\n"))
        await #expect(throws: CloudError.self) { try await logins(after: 240) }
        isUp.withLock { $0 = true }
        #expect(try await logins(after: 0) == 5)
    }

    @Test("a renewal that is refused ends the old token too: it would be repeated until it locks the user")
    func refusedRenewal() async throws {
        let clock = StepClock()
        let count = Mutex(0)
        let transport = ScriptedTransport { request in
            guard request.path == "/v3/auth/tokens" else { return .json(#"{"instances": [], "total_count": 0}"#) }
            let number = count.withLock { value in
                value += 1
                return value
            }
            return number == 1 ? Self.login(expires: "2026-11-24T01:00:00.000000Z") : .json("{}", status: 401)
        }
        let client = Sample.client(transport, authenticator: Self.authenticator(transport, clock: clock))
        _ = try await client.instances()
        clock.advance(3300)
        for _ in 0..<3 { #expect(await cloudError { try await client.instances() }?.code == .unauthorized) }
        #expect(count.withLock { $0 } == 2)
    }

    @Test("a refused login is made once, however many calls need it")
    func refusedLogin() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error": {"code": 401, "message": "wrong password", "title": "Unauthorized"}}"#, status: 401)
        }
        let client = Sample.client(transport, authenticator: Self.authenticator(transport))
        let refused = await cloudError { try await client.offers(for: (0..<20).map { Sample.instance($0) }) }
        #expect(refused?.code == .unauthorized)
        let error = try #require(await cloudError { try await client.instances() })
        #expect(transport.requests.count == 1)
        #expect(error.code == .unauthorized)
        #expect(error.message == "wrong password")
        #expect(error.operation == "log in at iam.example.com (POST /v3/auth/tokens)")
    }

    @Test("a refused token stops everything")
    func refusedToken() async throws {
        let transport = ScriptedTransport { request in
            request.path == "/v3/auth/tokens"
                ? Self.login(expires: "2026-11-25T00:00:00Z") : CredentialCircuitBreakerTests.refusal
        }
        let client = Sample.client(transport, authenticator: Self.authenticator(transport))
        for _ in 0..<3 { #expect(await cloudError { try await client.instances() }?.code == .unauthorized) }
        #expect(transport.requests.count == 2)
    }

    @Test("a login that brings no token is an unexpected answer")
    func noToken() async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: 201) }
        let client = Sample.client(transport, authenticator: Self.authenticator(transport))
        let error = try #require(await cloudError { try await client.submit(.sample) })
        #expect(error.code == .unexpectedAnswer)
        #expect(error.reach == .notSent)
    }

    @Test("an upgrade whose login is not answered was not sent, whether it logs in before its turn or after")
    func lostLogin() async throws {
        let transport = ScriptedTransport { _ in
            throw TransportError(.timedOut, "h:443: late", mayHaveArrived: true)
        }
        for isPrepared in [true, false] {
            let login = Self.authenticator(transport)
            let client = Sample.client(
                transport, authenticator: isPrepared ? login : UnpreparedAuthenticator(login))
            let error = try #require(await cloudError { try await client.submit(.sample) })
            #expect(error.code == .timedOut && error.reach == .notSent)
        }
        #expect(transport.requests.allSatisfy { $0.path == "/v3/auth/tokens" })
    }
}

/// Gets its token only when a request is about to be sent.
private struct UnpreparedAuthenticator: Authenticator {
    let authenticator: any Authenticator
    var circuitBreaker: CredentialCircuitBreaker { authenticator.circuitBreaker }

    init(_ authenticator: any Authenticator) { self.authenticator = authenticator }

    func authenticate(_ request: inout WireRequest) async throws { try await authenticator.authenticate(&request) }
}
