import Client
import Fleet
import FoundationEssentials
import Logging
import Reconciler

/// Makes clients for the locations of fleets. What goes wrong for one location is thrown for it alone.
struct CloudAccess {
    private let settings: CloudSettings
    private let transport: HTTPTransport
    private let accounts: Accounts
    private let scheduler: RequestScheduler
    private let checkTransports: [String?: HTTPTransport]
    /// Asks the servers and targets of checks.
    let checks: CheckClient
    private let logger: Logger

    /// Hands out access and closes its connections afterwards, whatever happens. Throws `Failure` for settings that are
    /// wrong for every location, and what `body` throws. `warn` is told, once each, what the user should know.
    static func with<Value>(
        _ options: CloudOptions, logger: Logger, warn: @escaping @Sendable (String) -> Void,
        _ body: (CloudAccess) async throws -> Value
    ) async throws -> Value {
        let settings = try CloudSettings(options, environment: ProcessEnvironment.current, user: UserFile.read())
        return try await with(settings, logger: logger, warn: warn, body)
    }

    /// The same with settings that are put together already.
    static func with<Value>(
        _ settings: CloudSettings, logger: Logger, warn: @escaping @Sendable (String) -> Void,
        _ body: (CloudAccess) async throws -> Value
    ) async throws -> Value {
        for warning in settings.warnings { warn(warning) }
        try Descriptors.checkLimit()
        let access = CloudAccess(settings, logger: logger, warn: warn)
        do {
            let value = try await body(access)
            await access.shutdown()
            return value
        } catch {
            await access.shutdown()
            throw error
        }
    }

    private func shutdown() async {
        await transport.shutdown()
        for transport in checkTransports.values { await transport.shutdown() }
    }

    /// Throws `Failure` where a check of these fleets, or of those that they follow, names a server or a target that the
    /// configuration file does not define.
    func requireServers(of fleets: [DesiredFleet], among declared: [DesiredFleet]) throws(Failure) {
        for fleet in fleets.withFollowed(among: declared) {
            try settings.checks.require(fleet.rollout.allChecks, of: fleet.name)
        }
    }

    /// How the servers stand that checks of these fleets name.
    func checkFindings(of fleets: [DesiredFleet]) async -> [Finding] {
        await CheckServerCheckup(settings: settings.checks, client: checks).findings(of: fleets)
    }

    private init(_ settings: CloudSettings, logger: Logger, warn: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        self.logger = logger
        transport = HTTPTransport(authorities: settings.authorities, proxies: settings.proxies)
        (checks, checkTransports) = settings.checks.client(settings)
        accounts = Accounts(settings, transport, logger: logger, warn: warn)
        scheduler = RequestScheduler(
            maximumConnections: settings.maximumConnections,
            maximumRequestsPerSecond: settings.maximumRequestsPerSecond, logger: logger)
    }

    /// The client of a location. Throws where its credentials, its endpoint or its project cannot be found.
    func client(for location: Location) async throws -> Reconciliation.Access {
        try await client(for: location, through: transport)
    }

    /// The address of a location's API. Throws where none is known.
    func endpoint(of location: Location) throws -> Endpoint { try settings.endpoints.gaussDB(region: location.region) }

    /// The same with all that the client can do. Throws as `client(for:)` does.
    func cloudClient(for location: Location) async throws -> (project: ProjectID, client: CloudClient) {
        try await cloudClient(for: location, through: transport)
    }

    /// What compares the clocks of the servers with this machine's, where clients go through it.
    func clockWatch() -> ClockWatch { ClockWatch(transport) }

    /// Where the credentials of a location come from, for people. Throws where there are none.
    func origin(of location: Location) async throws -> String {
        try await accounts.account(forProfile: location.credentials).origin
    }

    /// The client of a location whose calls this transport carries. Throws where its credentials, its endpoint or its
    /// project cannot be found.
    func client(for location: Location, through transport: any Transport) async throws -> Reconciliation.Access {
        let (project, client) = try await cloudClient(for: location, through: transport)
        return (project, client)
    }

    private func cloudClient(
        for location: Location, through transport: any Transport
    ) async throws -> (project: ProjectID, client: CloudClient) {
        let endpoint = try settings.endpoints.gaussDB(region: location.region)
        try settings.proxies.check(for: endpoint)
        let account = try await accounts.account(forProfile: location.credentials)
        let project = try await project(of: location, account)
        return (
            project,
            CloudClient(
                endpoint: endpoint, project: project,
                authenticator: try await account.authenticator(for: project, region: location.region),
                transport: transport, queue: scheduler.queue(account: account.origin, endpoint: endpoint),
                now: { SteadyClock.shared.now }, logger: logger)
        )
    }

    /// The project of a location, looked up where it has to be. Throws where that fails.
    func project(of location: Location) async throws -> ProjectID {
        if case .id(let project) = location.project { return project }
        return try await project(of: location, accounts.account(forProfile: location.credentials))
    }

    private func project(of location: Location, _ account: Account) async throws -> ProjectID {
        switch location.project {
        case .id(let project): project
        case .auto: try await account.project(of: location.region)
        }
    }
}

extension [DesiredFleet] {
    /// These, and those that they follow and that are not among them.
    func withFollowed(among declared: [DesiredFleet]) -> [DesiredFleet] {
        let followed = Set(flatMap { $0.dependsOn.map(\.fleet) }).subtracting(map(\.name))
        return self + declared.filter { followed.contains($0.name) }
    }
}
