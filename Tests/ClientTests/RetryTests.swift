import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct RetryTests {
    static let offer = WireResponse.json(OfferAndUpgradeTests.answer("true", latest: "\"2.0.75.260400\""))
    static let broken = WireResponse.json(#"{"error_code": "DBS.108000", "error_msg": "boom"}"#, status: 500)
    static let throttled = WireResponse.json(
        #"{"error_code": "APIGW.0308", "error_msg": "policy user over ratelimit,limit:200,time:5 minute"}"#,
        status: 429)

    /// Answers that come one after the other; the last one again and again.
    static func transport(
        _ answers: [Result<WireResponse, TransportError>], before: @escaping @Sendable () -> Void = {}
    ) -> ScriptedTransport {
        let index = Mutex(0)
        return ScriptedTransport { _ in
            before()
            let number = index.withLock { value in
                value += 1
                return value - 1
            }
            return try answers[min(number, answers.count - 1)].get()
        }
    }

    static func client(
        _ transport: any Transport, clock: HastyClock = HastyClock(), random: Double = 0.5,
        authenticator: any Authenticator = AccessKeyAuthenticator(Sample.key),
        now: @escaping @Sendable () -> Date = { Date() }, log: RecordedLog = RecordedLog()
    ) -> CloudClient {
        let scheduler = RequestScheduler(clock: clock, random: { random }, logger: log.logger)
        return CloudClient(
            endpoint: Sample.endpoint, project: Sample.project, authenticator: authenticator, transport: transport,
            queue: scheduler.queue(account: "sample", endpoint: Sample.endpoint), now: now, logger: log.logger)
    }

    static let lost = TransportError(.interrupted, "h:443: reset", mayHaveArrived: true)
    static let refused = TransportError(.unreachable, "h:443: refused", mayHaveArrived: false)

    @Test(
        "a reading that failed for a while succeeds in the end, and says when that attempt was sent",
        arguments: [
            [.success(broken), .success(offer)], [.failure(lost), .failure(refused), .success(offer)],
            [.success(.json("<html>", status: 502)), .success(.json("", status: 504)), .success(offer)],
            [.success(throttled), .success(offer)],
        ] as [[Result<WireResponse, TransportError>]])
    func succeeds(answers: [Result<WireResponse, TransportError>]) async throws {
        let clock = StepClock()
        let transport = Self.transport(answers, before: { clock.advance(1) })
        let client = Self.client(
            transport, authenticator: AccessKeyAuthenticator(Sample.key, now: { clock.now }), now: { clock.now })
        let offer = try await client.offer(for: Sample.instance(1))
        #expect(transport.requests.count == answers.count)
        #expect(offer.readAt.timeIntervalSince1970 == Double(answers.count - 1))
        // Each attempt is signed anew.
        #expect(Set(transport.requests.compactMap { $0.headers["x-sdk-date"] }).count == answers.count)
    }

    @Test("a reading that goes on failing gives up, and says after how many attempts")
    func givesUp() async throws {
        let (clock, transport) = (HastyClock(), Self.transport([.success(Self.broken)]))
        let error = try #require(
            await cloudError {
                try await Self.client(transport, clock: clock, random: 1).offer(for: Sample.instance(1))
            })
        #expect(transport.requests.count == 5)
        #expect(error.code == .server)
        #expect(error.description.contains("after 5 attempts: 500 DBS.108000: boom"), "\(error)")
        #expect(clock.now >= 0.2 + 0.4 + 0.8 + 1.6 && clock.now < 4)
    }

    @Test(
        "what acts is never sent twice; the pre-check's calls do no harm twice, and are sent again",
        arguments: [
            (.success(broken), 2), (.failure(lost), 2), (.failure(refused), 5), (.success(throttled), 2),
            (.success(.json("", status: 504)), 2), (.success(.json("<html>")), 2),
            (.success(.json("", status: 404)), 2),
        ] as [(Result<WireResponse, TransportError>, Int)])
    func posts(answer: Result<WireResponse, TransportError>, prechecks: Int) async throws {
        let answers = [answer, .success(.json(#"{"resp": "success"}"#))]
        let submissions = Self.transport(answers)
        let error = await cloudError { try await Self.client(submissions).submit(.sample) }
        #expect(error != nil && error?.attempts == 1)
        #expect(submissions.requests.count == 1)
        let cancellations = Self.transport(answers)
        _ = await cloudError { try await Self.client(cancellations).cancelScheduled(jobs: ["j"]) }
        #expect(cancellations.requests.count == 1)
        let again: Result<WireResponse, TransportError> = prechecks == 5 ? answer : .success(.json(#"{"job_ids": []}"#))
        let starts = Self.transport([answer, again])
        let version = KernelVersion(2, 0, 72, 260100)
        _ = try await Self.client(starts).startPrechecks(of: [Sample.instance(1)], from: version)
        #expect(starts.requests.count == prechecks)
    }

    @Test(
        "what another attempt cannot mend is sent once",
        arguments: ["DBS.200011", "DBS.280404", "DBS.280001", "APIGW.0101"])
    func dispositions(code: String) async throws {
        let transport = Self.transport([.success(.json(#"{"error_code": "\#(code)"}"#, status: 400))])
        #expect(await cloudError { try await Self.client(transport).instances() } != nil)
        #expect(transport.requests.count == 1)
    }

    @Test("a dead service is asked a fifth more than without retries, and a little")
    func allowance() async throws {
        let transport = Self.transport([.success(Self.offer), .failure(Self.lost)])
        let client = Self.client(transport)
        _ = try await client.offer(for: Sample.instance(0))
        _ = try await client.offers(for: (1...1000).map { Sample.instance($0) })
        #expect(transport.requests.count <= 1001 + 1000 / 5 + 20)
        #expect(transport.requests.count > 1100)
    }

    @Test("all attempts of a call have one deadline, in which the wait for its turn does not count")
    func deadline() async throws {
        let clock = HastyClock()
        let transport = Self.transport([.success(Self.broken)], before: { clock.advance(50) })
        let error = await cloudError { try await Self.client(transport, clock: clock).offer(for: Sample.instance(1)) }
        #expect(error?.attempts == 3)
        // Ten minutes in the queue, and none of the deadline is used up.
        let patient = Self.transport(
            [.success(Self.broken), .success(Self.throttled), .success(Self.throttled), .success(Self.offer)])
        let slow = HastyClock()
        let client = Self.client(patient, clock: slow)
        _ = try await client.offer(for: Sample.instance(1))
        #expect(patient.requests.count == 4)
    }

    @Test("a service that asks for a pause gets it", arguments: [503, 429])
    func pause(status: Int) async throws {
        let clock = HastyClock()
        let busy = WireResponse.json("{}", status: status, headers: ["retry-after": "40"])
        let transport = Self.transport([.success(busy), .success(Self.offer)])
        _ = try await Self.client(transport, clock: clock).offer(for: Sample.instance(1))
        #expect(clock.now >= 40 && clock.now < 45)
    }

    @Test("a pause that is too long is an error that says so, and nothing is sent in it")
    func longPause() async throws {
        let (clock, log) = (HastyClock(), RecordedLog())
        let busy = WireResponse.json(#"{"error_msg": "slow down"}"#, status: 429, headers: ["retry-after": "2000"])
        let transport = Self.transport([.success(busy), .success(Self.offer)])
        let client = Self.client(transport, clock: clock, log: log)
        let first = await cloudError { try await client.offer(for: Sample.instance(1)) }
        #expect(first?.code == .throttled && first?.message == "slow down" && first?.attempts == 1)
        let second = await cloudError { try await client.submit(.sample) }
        #expect(second?.message.contains("may be sent in 2000 s") == true, "\(String(describing: second))")
        #expect(second?.reach == .notSent)
        #expect(transport.requests.count == 1)
    }

    @Test("a limit that the gateway names is logged once")
    func logged() async throws {
        let log = RecordedLog()
        let transport = Self.transport([.success(Self.throttled), .success(Self.throttled), .success(Self.offer)])
        _ = try await Self.client(transport, log: log).offer(for: Sample.instance(1))
        let lines = log.lines.filter { $0.contains("named its limit") }
        #expect(
            lines == [
                "notice the gateway named its limit; calls are spread below it limit=200 calls in 300 s queue=sample at \(Sample.endpoint.authority)"
            ])
    }

    @Test("clients of one account and endpoint share a queue, others do not")
    func queues() throws {
        let scheduler = RequestScheduler(logger: Logger(label: "test"))
        let other = try Endpoint(parsing: "https://example.com")
        #expect(
            scheduler.queue(account: "a", endpoint: Sample.endpoint).number
                == scheduler.queue(account: "a", endpoint: Sample.endpoint).number)
        let numbers = [
            scheduler.queue(account: "a", endpoint: Sample.endpoint),
            scheduler.queue(account: "b", endpoint: Sample.endpoint),
            scheduler.queue(account: "a", endpoint: other),
        ].map(\.number)
        #expect(Set(numbers).count == 3)
    }
}

@Suite(.patience) struct TokenRenewalTests {
    /// A cloud whose tokens are `tok-1`, `tok-2` and so on, and that takes only some of them.
    final class TokenCloud: Sendable {
        let tokens = GoodTokens()
        let transport: ScriptedTransport

        init(good: Set<String>) {
            let (logins, box) = (LoginCount(), tokens)
            box.tokens.withLock { $0 = good }
            transport = ScriptedTransport { request in
                if request.path == "/v3/auth/tokens" {
                    let number = logins.next()
                    return .json(
                        #"{"token": {"expires_at": "2036-11-24T00:00:00Z"}}"#, status: 201,
                        headers: ["x-subject-token": "tok-\(number)"])
                }
                try await Task.sleep(for: .milliseconds(2))
                let isGood = box.tokens.withLock { $0.contains(request.headers["x-auth-token"] ?? "") }
                guard isGood else { return CredentialCircuitBreakerTests.refusal }
                return request.path.hasSuffix("/upgrade") ? .json(#"{"resp": "success"}"#) : RetryTests.offer
            }
        }

        func accept(_ good: Set<String>) { tokens.tokens.withLock { $0 = good } }
        var loginCount: Int { transport.requests.count { $0.path == "/v3/auth/tokens" } }
    }

    final class GoodTokens: Sendable { let tokens = Mutex<Set<String>>([]) }
    final class LoginCount: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock { value in
                value += 1
                return value
            }
        }
    }

    @Test("a token that was good and is refused is renewed once, and each reading is made once more")
    func renews() async throws {
        let cloud = TokenCloud(good: ["tok-1"])
        let client = Sample.client(
            cloud.transport, authenticator: TokenAuthenticatorTests.authenticator(cloud.transport))
        _ = try await client.offer(for: Sample.instance(0))
        cloud.accept(["tok-2"])
        let offers = try await client.offers(for: (1...40).map { Sample.instance($0) })
        for offer in offers.values { _ = try offer.get() }
        #expect(offers.count == 40)
        #expect(cloud.loginCount == 2)
        // The fresh token's first call ran alone: no call was made with it before that had an answer.
        let fresh = cloud.transport.requests.filter { $0.headers["x-auth-token"] == "tok-2" }
        #expect(fresh.count == 40)
    }

    @Test("a renewed token that is refused too is not renewed again, and used once")
    func badRenewal() async throws {
        let cloud = TokenCloud(good: ["tok-1"])
        let client = Sample.client(
            cloud.transport, authenticator: TokenAuthenticatorTests.authenticator(cloud.transport))
        _ = try await client.offer(for: Sample.instance(0))
        cloud.accept([])
        let error = await cloudError { try await client.offers(for: (1...40).map { Sample.instance($0) }) }
        #expect(error?.code == .unauthorized)
        #expect(cloud.loginCount == 2)
        #expect(cloud.transport.requests.count { $0.headers["x-auth-token"] == "tok-2" } == 1)
    }

    @Test("an upgrade that an expired token was refused for is not sent again, and is known not to have begun")
    func submission() async throws {
        let cloud = TokenCloud(good: ["tok-1"])
        let client = Sample.client(
            cloud.transport, authenticator: TokenAuthenticatorTests.authenticator(cloud.transport))
        _ = try await client.offer(for: Sample.instance(0))
        cloud.accept(["tok-2"])
        let error = try #require(await cloudError { try await client.submit(.sample) })
        #expect(error.code == .tokenExpired && !error.outcomeUnknown && error.disposition == .retry)
        #expect(cloud.transport.requests.count { $0.path.hasSuffix("/upgrade") } == 1)
        try await client.submit(.sample)
    }
}
