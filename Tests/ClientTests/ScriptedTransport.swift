import Foundation
import Logging
import Synchronization

@testable import Client
@testable import Fleet

/// A cloud in memory: a closure answers, and everything sent is remembered.
final class ScriptedTransport: Transport {
    typealias Script = @Sendable (WireRequest) async throws -> WireResponse

    private struct State {
        var requests: [WireRequest] = []
        var running = 0
        var mostAtOnce = 0
    }

    private let state = Mutex(State())
    private let script: Script
    private let company: Int

    /// With `company`, every request but the first is answered only after so many have run at once.
    init(company: Int = 0, _ script: @escaping Script) { (self.script, self.company) = (script, company) }

    var requests: [WireRequest] { state.withLock { $0.requests } }
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse {
        let isFirst = state.withLock {
            $0.requests.append(request)
            $0.running += 1
            $0.mostAtOnce = max($0.mostAtOnce, $0.running)
            return $0.requests.count == 1
        }
        defer { state.withLock { $0.running -= 1 } }
        while !isFirst, mostAtOnce < company { try await Task.sleep(for: .milliseconds(1)) }
        return try await script(request)
    }
}

extension WireResponse {
    static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> WireResponse {
        WireResponse(
            status: status, headers: ["content-type": "application/json"].merging(headers) { $1 },
            body: Data(text.utf8))
    }
}

extension WireRequest {
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
    var offset: Int { value("offset").flatMap { Int($0) } ?? -1 }
}

enum Sample {
    static let project = made(ProjectID("054e292c9880d4992f02c0196d3ea468"))
    static let endpoint = Endpoint(https: "gaussdb.cn-north-4.myhuaweicloud.com")
    static let secretKey = "sk-Zq3vN8wLr5tY1uXc"
    static let securityToken = "sts-Mw7kQ2pD9sJf4hGb"
    static let password = "pw-\"Xr6\"/nT0cVe8yAz"
    static let token = "tok-Bd5gK1mHs9oWq7iEl"
    static let key = AccessKey(id: "AKSAMPLE", secret: Secret(secretKey), securityToken: Secret(securityToken))
    static let login = PasswordLogin(user: "anna", domain: "acme", password: Secret(password))
    static let secrets = [secretKey, securityToken, password, token]

    static func instance(_ number: Int) -> InstanceID {
        let digits = String(number)
        return made(InstanceID(String(repeating: "0", count: 32 - digits.count) + digits + "in07"))
    }

    private static func made<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("the sample is no value") }
        return value
    }

    static func listed(_ number: Int) -> String {
        """
        {"id": "\(instance(number))", "name": "db-\(number)", "status": "normal", "port": "3306",
         "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.72.260100"}}
        """
    }

    static func client(
        _ transport: any Transport, authenticator: (any Authenticator)? = nil, maximumConnections: Int = 16,
        retries: RetryPolicy = RetryPolicy(),
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) -> CloudClient {
        CloudClient(
            endpoint: endpoint, project: project, authenticator: authenticator ?? AccessKeyAuthenticator(key),
            transport: transport,
            queue: RequestScheduler(
                maximumConnections: maximumConnections, clock: HastyClock(), random: { 0.5 }, logger: logger
            ).queue(account: "sample", endpoint: endpoint),
            callTimeout: .seconds(30), retries: retries, now: { Date() }, logger: logger)
    }
}

/// The error that a call throws; nil where it throws none or another type's.
func cloudError(_ call: () async throws -> some Any) async -> CloudError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error as? CloudError
    }
}
