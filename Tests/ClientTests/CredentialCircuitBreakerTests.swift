import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct CredentialCircuitBreakerTests {
    static let refusal = WireResponse.json(
        #"{"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"}"#, status: 401)

    @Test(
        "a bad key fails once: all concurrent and later calls get the same error without a call", arguments: [401, 403])
    func badKey(status: Int) async throws {
        let transport = ScriptedTransport { _ in
            try await Task.sleep(for: .milliseconds(30))
            return WireResponse(status: status, headers: Self.refusal.headers, body: Self.refusal.body)
        }
        let authenticator = AccessKeyAuthenticator(Sample.key)
        let clients = (0..<2).map { _ in Sample.client(transport, authenticator: authenticator) }
        let errors = await withTaskGroup(of: CloudError?.self) { group in
            for number in 0..<32 {
                group.addTask {
                    await cloudError { try await clients[number % 2].offer(for: Sample.instance(number)) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let later = await cloudError { try await clients[0].submit(.sample) }
        #expect(transport.requests.count == 1)
        #expect(Set((errors + [later]).map { $0?.description }).count == 1)
        #expect(errors.count { $0?.reach == .answered } == 1)
        #expect(later?.reach == .notSent)
        #expect(later?.code == .unauthorized)
        #expect(later?.disposition == .fail)
        #expect(later?.outcomeUnknown == false)
    }

    @Test("a good key's first call runs alone, then the others run side by side")
    func firstAlone() async throws {
        let (released, release) = AsyncStream<Void>.makeStream()
        let transport = ScriptedTransport(company: 4) { _ in
            // Only the first call has to wait: afterwards the stream has ended.
            for await _ in released {}
            return .json(OfferAndUpgradeTests.answer("false", latest: "null"))
        }
        let client = Sample.client(transport, maximumConnections: 4)
        let offers = Task { try await client.offers(for: (0..<9).map { Sample.instance($0) }) }
        while transport.requests.isEmpty { await Task.yield() }
        for _ in 0..<1000 { await Task.yield() }
        #expect(transport.requests.count == 1)
        release.finish()
        #expect(try await offers.value.count == 9)
        #expect(transport.mostAtOnce == 4)
    }

    @Test("after a failure that says nothing of the key, the next call tries it alone again")
    func unprovenFailure() async throws {
        let count = Mutex(0)
        let transport = ScriptedTransport { _ in
            try await Task.sleep(for: .milliseconds(5))
            let number = count.withLock { value in
                value += 1
                return value
            }
            if number < 3 { throw TransportError(.unreachable, "h:443: refused", mayHaveArrived: false) }
            return number == 3 ? Self.refusal : .json("{}")
        }
        let client = Sample.client(transport, retries: RetryPolicy(attempts: 1))
        let codes = await withTaskGroup(of: CloudError.Code?.self) { group in
            for number in 0..<10 {
                group.addTask { await cloudError { try await client.offer(for: Sample.instance(number)) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(transport.requests.count == 3)
        #expect(transport.mostAtOnce == 1)
        #expect(codes.count { $0 == .unreachable } == 2)
        #expect(codes.count { $0 == .unauthorized } == 8)
    }

    @Test("a proven key that is refused later is not sent again either")
    func refusedLater() async throws {
        let count = Mutex(0)
        let transport = ScriptedTransport { _ in
            let number = count.withLock { value in
                value += 1
                return value
            }
            return number == 1 ? .json(#"{"instances": [], "total_count": 0}"#) : Self.refusal
        }
        let client = Sample.client(transport)
        _ = try await client.instances()
        for _ in 0..<5 {
            #expect(await cloudError { try await client.instances() }?.code == .unauthorized)
        }
        #expect(transport.requests.count == 2)
    }

    @Test("what is queued when the key is refused is not sent")
    func refusedInLine() async throws {
        let transport = ScriptedTransport { request in
            request.path.hasSuffix("/instances")
                ? .json(#"{"instances": [], "total_count": 0}"#) : Self.refusal
        }
        let client = Sample.client(transport, maximumConnections: 1)
        _ = try await client.instances()
        await withTaskGroup(of: CloudError.Code?.self) { group in
            for number in 0..<20 {
                group.addTask { await cloudError { try await client.offer(for: Sample.instance(number)) }?.code }
            }
            for await code in group { #expect(code == .unauthorized) }
        }
        #expect(transport.requests.count == 2)
    }

    @Test("an endpoint that hangs keeps a key's first call to another one waiting for a moment only")
    func otherEndpoint() async throws {
        let circuitBreaker = CredentialCircuitBreaker(patience: .milliseconds(1))
        let other = try Endpoint(parsing: "https://example.com")
        let (released, release) = AsyncStream<Void>.makeStream()
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let hanging = Task {
            try await circuitBreaker.run(at: Sample.endpoint) { _ in
                begin.finish()
                for await _ in released {}
                throw TransportError(.timedOut, "h:443: late", mayHaveArrived: true)
            }
        }
        for await _ in begun {}
        #expect(try await circuitBreaker.run(at: other) { _ in 7 } == 7)
        // It has proven the key for all.
        #expect(try await circuitBreaker.run(at: Sample.endpoint) { _ in 8 } == 8)
        release.finish()
        await #expect(throws: TransportError.self) { try await hanging.value }
        #expect(try await circuitBreaker.run(at: Sample.endpoint) { _ in 9 } == 9)
    }

    /// Before it is decided whether another credential follows, so that none uses the next one as if it were proven.
    @Test("a call that was admitted before the credentials came into doubt is admitted anew, after they are replaced")
    func suspension() async throws {
        let breaker = CredentialCircuitBreaker()
        #expect(try await breaker.run(at: Sample.endpoint) { _ in 1 } == 1)
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (suspended, suspend) = AsyncStream<Void>.makeStream()
        let attempts = Mutex(0)
        let admittedBefore = Task {
            try await breaker.run(at: Sample.endpoint) { admission in
                let number = attempts.withLock { value in
                    value += 1
                    return value
                }
                begin.finish()
                for await _ in suspended {}
                try await breaker.check(admission)
                return number
            }
        }
        for await _ in begun {}
        let expired = CloudError(.tokenExpired, operation: "read", message: "expired")
        await #expect(throws: ExpiredCredential.self) {
            try await breaker.run(at: Sample.endpoint) { admission in
                let hasSuspended = await breaker.suspend(for: admission, at: Sample.endpoint)
                suspend.finish()
                throw ExpiredCredential(error: expired, hasSuspended: hasSuspended)
            }
        }
        #expect(try await admittedBefore.value == 2)
        #expect(try await breaker.run(at: Sample.endpoint) { _ in 3 } == 3)
    }

    @Test("a call that gets its credential while it is being replaced is not sent with it, but admitted anew")
    func replacement() async throws {
        let refusals = Mutex(1)
        let transport = ScriptedTransport { request in
            guard !request.path.hasSuffix("/instances") else { return .json(#"{"instances": [], "total_count": 0}"#) }
            let isRefused = refusals.withLock { left in
                guard request.path.contains("\(Sample.instance(1))"), left > 0 else { return false }
                left -= 1
                return true
            }
            return isRefused ? Self.refusal : .json(OfferAndUpgradeTests.answer("false", latest: "null"))
        }
        let authenticator = ReplacingAuthenticator(delays: Sample.instance(2))
        let client = Sample.client(transport, authenticator: authenticator)
        _ = try await client.instances()
        let delayed = Task { try await client.offer(for: Sample.instance(2)) }
        for await _ in authenticator.begun {}
        _ = try await client.offer(for: Sample.instance(1))
        _ = try await delayed.value
        #expect(transport.requests.count == 4)
        #expect(authenticator.count.withLock { $0 } == 5)
    }

    @Test("a canceled wait ends at once, and the first call goes on")
    func canceledWait() async throws {
        let (released, release) = AsyncStream<Void>.makeStream()
        let transport = ScriptedTransport { _ in
            for await _ in released { break }
            return .json(#"{"instances": [], "total_count": 0}"#)
        }
        let client = Sample.client(transport)
        let first = Task { try await client.instances() }
        while transport.requests.isEmpty { await Task.yield() }
        let waiting = Task { try await client.instances() }
        for _ in 0..<1000 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        release.yield()
        #expect(try await first.value.isEmpty)
        #expect(transport.requests.count == 1)
    }
}

/// Delays the first credential for one instance until the credential of another call is being replaced.
private final class ReplacingAuthenticator: Authenticator {
    let circuitBreaker = CredentialCircuitBreaker()
    let count = Mutex(0)
    let begun: AsyncStream<Void>
    private let begin: AsyncStream<Void>.Continuation
    private let (replaced, replace) = AsyncStream<Void>.makeStream()
    private let delayed: InstanceID

    init(delays delayed: InstanceID) {
        self.delayed = delayed
        (begun, begin) = AsyncStream<Void>.makeStream()
    }

    func authenticate(_ request: inout WireRequest) async throws {
        count.withLock { $0 += 1 }
        guard request.path.contains("\(delayed)") else { return }
        begin.finish()
        // Only the first has to wait: afterwards the stream has ended.
        for await _ in replaced {}
    }

    func canRenew(after request: WireRequest) async -> Bool {
        replace.finish()
        return true
    }
}
