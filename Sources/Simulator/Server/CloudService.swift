import Fleet
import FoundationEssentials
import Synchronization

/// From a request to its answer: route, authenticate, ask the cloud, write down. The cloud stands behind one lock;
/// signatures are computed and answers written out outside of it.
final class CloudService: Sendable {
    private let cloud: Mutex<SimulatedCloud>
    private let authenticator: Authenticator
    private let login: Login
    private let clock: CloudClock

    init(_ fleet: FleetFile, clock: CloudClock) {
        self.clock = clock
        cloud = Mutex(SimulatedCloud(fleet, now: clock.cloudTime))
        authenticator = Authenticator(credentials: fleet.credentials)
        login = Login(
            credentials: fleet.credentials, projectID: fleet.projectID, region: fleet.region,
            lifetime: fleet.settings.tokenLifetime, authenticator: authenticator)
    }

    func respond(to request: WireRequest) -> WireResponse {
        let (call, wildcards) = CloudCall.matching(method: request.method, segments: request.segments)
        let route = RouteRequest(
            call: call, wildcards: wildcards,
            query: Dictionary(request.queryItems.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
            body: request.body, now: call == .login ? clock.realTime : clock.cloudTime)
        let answer: Answer
        do throws(CloudError) {
            answer = try self.answer(route, request)
        } catch {
            answer = Self.answer(error)
        }
        if !call.isOwn {
            let entry = CallEntry(
                time: route.now, call: call, method: request.method, path: request.target, status: answer.status)
            cloud.withLock { $0.log.add(entry) }
        }
        return Self.written(answer)
    }

    /// The answer to a request that never came to its route.
    func refuse(_ error: CloudError) -> WireResponse { Self.written(Self.answer(error)) }

    private static func written(_ answer: Answer) -> WireResponse {
        WireResponse(
            status: answer.status, headers: [("Content-Type", "application/json")] + answer.headers,
            body: answer.json.bytes)
    }

    private func answer(_ route: RouteRequest, _ request: WireRequest) throws(CloudError) -> Answer {
        switch route.call {
        case .audit: return Answer(try json(audit()))
        case .auditCalls: return Answer(try json(calls()))
        case .control:
            let command = try route.decoded(ControlCommand.self)
            try locked { cloud throws(CloudError) in try cloud.model.perform(command, at: route.now) }
            return Answer(["resp": "success"])
        case .login: return try login.answer(route)
        case .unknown: throw .notPublished
        default:
            try authenticator.authenticate(request, at: clock.realTime)
            return try locked { cloud throws(CloudError) in try cloud.answer(route) }
        }
    }

    func audit() -> AuditReport {
        let now = clock.cloudTime
        return cloud.withLock { cloud in
            cloud.model.advance(to: now)
            return AuditReport(model: cloud.model, log: cloud.log)
        }
    }

    func calls() -> [CallEntry] { cloud.withLock { $0.log.all } }

    func withModel<Result: Sendable>(_ body: (inout CloudModel, Date) -> Result) -> Result {
        let now = clock.cloudTime
        return cloud.withLock { cloud in
            cloud.model.advance(to: now)
            return body(&cloud.model, now)
        }
    }

    private func locked<Value: Sendable>(
        _ body: (inout SimulatedCloud) throws(CloudError) -> Value
    ) throws(CloudError) -> Value {
        let result = cloud.withLock { cloud -> Result<Value, CloudError> in
            do throws(CloudError) { return .success(try body(&cloud)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func json(_ value: some Encodable) throws(CloudError) -> JSON {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = .sortedKeys
        do {
            return .raw(Array(try encoder.encode(value)))
        } catch {
            throw CloudError(status: 500, code: "DBS.200005", message: "The audit can't be written: \(error)")
        }
    }

    /// A gateway's refusal also names the request (`API.md` §1).
    private static func answer(_ error: CloudError) -> Answer {
        var members: [(String, JSON)] = [("error_code", .string(error.code)), ("error_msg", .string(error.message))]
        guard error.code.hasPrefix("APIGW.") else { return Answer(.object(members), status: error.status) }
        var random = SystemRandomNumberGenerator()
        let id = SignatureVerifier.hexadecimal((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        members.append(("request_id", .string(id)))
        return Answer(.object(members), status: error.status, headers: [("X-Request-Id", id)])
    }
}

/// The caller's time, and the cloud's own, which can run faster.
struct CloudClock: Sendable {
    private let clock: @Sendable () -> Date
    private let start: Date
    private let speed: Double

    init(_ clock: @escaping @Sendable () -> Date, speed: Double) {
        (self.clock, self.speed, start) = (clock, speed, clock())
    }

    /// What signatures and tokens go by.
    var realTime: Date { clock() }

    /// What instances and jobs go by.
    var cloudTime: Date { start.addingTimeInterval(clock().timeIntervalSince(start) * speed) }
}
