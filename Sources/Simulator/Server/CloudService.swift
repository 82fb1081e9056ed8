import CloudModel
import Fleet
import FoundationEssentials
import Synchronization

/// From a request to its answer: route, authenticate, ask the cloud, write down; and what goes wrong with it on the
/// way. The cloud stands behind one lock; signatures are computed and answers written out outside of it.
final class CloudService: Sendable {
    private let cloud: Mutex<SimulatedCloud>
    private let plan: Mutex<FaultPlan>
    private let authenticator: SimulatedAuthenticator
    private let login: Login
    private let metadata: SimulatedMetadataService
    private let clock: SimulatedClock
    private let tokenLifetime: Duration
    private let seed: UInt64

    init(_ fleet: FleetFile, clock: SimulatedClock) {
        self.clock = clock
        seed = fleet.seed
        tokenLifetime = fleet.settings.tokenLifetime
        cloud = Mutex(SimulatedCloud(fleet, now: clock.cloudTime))
        plan = Mutex(FaultPlan(fleet.faults, seed: fleet.seed, since: clock.realTime))
        authenticator = SimulatedAuthenticator(credentials: fleet.credentials)
        login = Login(
            credentials: fleet.credentials, projectID: fleet.projectID, region: fleet.region,
            authenticator: authenticator)
        metadata = SimulatedMetadataService(credentials: fleet.credentials)
        prepareModel(clock.realTime)
    }

    /// Where all calls come in.
    func respond(to request: SimulatedRequest) -> SimulatedResponse {
        let (call, wildcards) = CloudCall.matching(method: request.method, segments: request.segments)
        let real = clock.realTime
        let faults = plan.withLock { $0.isActive(at: real) ? $0.faults : .none }
        let server = real.addingTimeInterval(faults.clockSkew.inSeconds)
        let route = RouteRequest(
            call: call, wildcards: wildcards,
            query: Dictionary(request.queryItems.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
            body: request.body, now: call.isAccess ? server : clock.cloudTime)
        if call.isOwn { return Self.written(answering { () throws(SimulatedError) in try own(route) }, at: server) }
        prepareModel(real)
        let fate = plan.withLock { $0.fate(of: call, subject: route.subject(path: request.path), at: real) }
        var answer: Answer
        if let fate, fate.fault.isBeforeActing {
            answer = plan.withLock { $0.refusal(fate.fault, at: real) }
        } else {
            answer = answering { () throws(SimulatedError) in
                try self.answer(route, request, faults, real: real, server: server)
            }
        }
        if let status = fate?.fault.errorStatus { answer = Self.failure(status) }
        let response = Self.written(answer, at: server).befallen(by: fate, slowTime: faults.slowTime)
        let entry = CallEntry(
            time: route.now, call: call, method: request.method, path: request.target,
            status: response.statusSeen, fault: fate?.fault.rawValue)
        cloud.withLock { $0.log.add(entry, real: real, body: request.body) }
        return response
    }

    /// The answer to a request that never came to its route.
    func refuse(_ error: SimulatedError) -> SimulatedResponse { Self.written(Self.answer(error), at: clock.realTime) }

    private func answer(
        _ route: RouteRequest, _ request: SimulatedRequest, _ faults: Faults, real: Date, server: Date
    ) throws(SimulatedError) -> Answer {
        if route.call == .unknown { throw .notPublished }
        if route.call == .metadataToken { return try metadata.token(request, at: server) }
        if route.call == .securityKey {
            return try metadata.securityKey(request, at: server, lifetime: faults.credentialLife)
        }
        if route.call == .login {
            let lifetime = faults.tokenLife ?? tokenLifetime
            return try authenticator.admit(request, at: real, lockout: faults.lockout) { () throws(SimulatedError) in
                try login.answer(route, lifetime: lifetime)
            }
        }
        try authenticator.admit(request, at: real, lockout: faults.lockout) { () throws(SimulatedError) in
            try authenticator.authenticate(request, at: server)
        }
        let refusal = plan.withLock { plan in
            plan.throttle(route.call, at: real).map { plan.throttled(until: $0, at: real) }
        }
        if let refusal { return refusal }
        return try locked { cloud throws(SimulatedError) in try cloud.answer(route) }
    }

    private func own(_ route: RouteRequest) throws(SimulatedError) -> Answer {
        switch route.call {
        case .audit: return Answer(try json(audit()))
        case .auditCalls: return Answer(try json(calls()))
        default:
            switch try route.decoded(ServerCommand.self) {
            case .faults(let faults): setFaults(faults)
            case .revokeTokens: authenticator.revokeTokens()
            case .cloud(let command):
                try locked { cloud throws(SimulatedError) in try cloud.model.perform(command, at: route.now) }
            }
            return Answer(["resp": "success"])
        }
    }

    /// Puts faults in the place of those before; they count from now.
    func setFaults(_ faults: Faults) {
        let real = clock.realTime
        plan.withLock { $0 = FaultPlan(faults, seed: seed, since: real) }
        prepareModel(real)
    }

    /// Tells the model what goes wrong at this time.
    private func prepareModel(_ real: Date) {
        let faults = plan.withLock { $0.isActive(at: real) ? $0.faults.cloud : CloudFaults() }
        let now = clock.cloudTime
        cloud.withLock { $0.model.setFaults(faults, at: now) }
    }

    func audit() -> AuditReport {
        let now = clock.cloudTime
        let access = authenticator.state
        return cloud.withLock { cloud in
            cloud.model.advance(to: now)
            return AuditReport(model: cloud.model, log: cloud.log, access: access)
        }
    }

    func calls() -> [CallEntry] { cloud.withLock { $0.log.all } }

    func withModel<Result: Sendable>(_ body: (inout ModeledCloud, Date) -> Result) -> Result {
        let now = clock.cloudTime
        return cloud.withLock { cloud in
            cloud.model.advance(to: now)
            return body(&cloud.model, now)
        }
    }

    private func locked<Value: Sendable>(
        _ body: (inout SimulatedCloud) throws(SimulatedError) -> Value
    ) throws(SimulatedError) -> Value {
        let result = cloud.withLock { cloud -> Result<Value, SimulatedError> in
            do throws(SimulatedError) { return .success(try body(&cloud)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func json(_ value: some Encodable) throws(SimulatedError) -> JSON {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = .sortedKeys
        do {
            return .raw(Array(try encoder.encode(value)))
        } catch {
            throw SimulatedError(status: 500, code: "DBS.200005", message: "The audit can't be written: \(error)")
        }
    }
}

/// The caller's time, and the cloud's own, which can run faster.
struct SimulatedClock: Sendable {
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
