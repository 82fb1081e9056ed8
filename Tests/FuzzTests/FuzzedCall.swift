import Fleet
import Foundation
import Logging
import TestSupport

@testable import Client

/// A call of the client, and a good answer to it.
struct FuzzedCall: Sendable {
    var name: String
    var answer: String
    var make: @Sendable (CloudClient) async throws -> Void

    static let all: [FuzzedCall] = {
        guard let instance = InstanceID(Corpus.instance), let version = KernelVersion("2.0.72.260100") else {
            return []
        }
        let start = Date(timeIntervalSince1970: 1_760_000_000)
        return [
            FuzzedCall(name: "instances", answer: Corpus.instances) { _ = try await $0.instances() },
            FuzzedCall(name: "tagged instances", answer: Corpus.instances) { _ = try await $0.taggedInstances() },
            FuzzedCall(name: "version", answer: Corpus.version) { _ = try await $0.offer(for: instance) },
            FuzzedCall(name: "running", answer: Corpus.immediateJobs) { _ = try await $0.runningUpgrades() },
            FuzzedCall(name: "failed", answer: Corpus.immediateJobs) { _ = try await $0.failedUpgrades(since: start) },
            FuzzedCall(name: "delayed", answer: Corpus.scheduledJobs) { _ = try await $0.delayedUpgrades() },
            FuzzedCall(name: "windows", answer: Corpus.details) { _ = try await $0.maintenanceWindows(of: [instance]) },
            FuzzedCall(name: "submit", answer: Corpus.upgrade) {
                try await $0.submit(UpgradeRequest(instances: [instance], from: version))
            },
            FuzzedCall(name: "cancel", answer: Corpus.jobIDs) { _ = try await $0.cancelScheduled(jobs: ["s1"]) },
            FuzzedCall(name: "pre-check", answer: Corpus.jobIDs) {
                for result in try await $0.startPrechecks(of: [instance], from: version).values { try result.get() }
            },
            FuzzedCall(name: "pre-check result", answer: Corpus.precheck) {
                for result in try await $0.precheckResults(for: [instance], from: version).values {
                    _ = try result.get()
                }
            },
            FuzzedCall(name: "login", answer: Corpus.login) { _ = try await $0.instances() },
            FuzzedCall(name: "projects", answer: Corpus.projects) {
                _ = try await ProjectLookup(
                    endpoint: $0.endpoint, transport: $0.exchange.transport, logger: $0.logger
                ).project(of: "cn-north-4", with: Anybody())
            },
            FuzzedCall(name: "metadata", answer: Corpus.temporaryKey) {
                let service = MetadataService(endpoint: $0.endpoint, exchange: $0.exchange)
                _ = try await service.key()
            },
        ]
    }()
}

/// Answers the first request with one answer; any other finds the line dead, so that a call cannot go on for ever.
final actor OneAnswer: Transport {
    private var answer: WireResponse?

    init(_ answer: WireResponse) { self.answer = answer }

    func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse {
        // The metadata service is of the kind that wants no token.
        if request.method == .put { return WireResponse(status: 404) }
        defer { answer = nil }
        guard let answer else { throw TransportError(.interrupted, "the line is dead", mayHaveArrived: true) }
        return answer
    }
}

/// Adds no credential; each body has a circuit breaker of its own, since an answer may open it.
struct Anybody: Authenticator {
    let circuitBreaker = CredentialCircuitBreaker()
    func authenticate(_ request: inout WireRequest) async throws { request.headers["x-auth-token"] = Self.secret }
    static let secret = "tok-Bd5gK1mHs9oWq7iEl"
}
