import Client
import Fleet
import FoundationEssentials
import Logging
import Reconciler

/// Makes clients for the locations of fleets: endpoints and credentials from flags and the environment.
struct CloudAccess {
    private let transport: HTTPTransport
    private let gate = CredentialGate()
    private let options: CloudOptions
    private let credentials: Credentials
    private let accessKey: AccessKeyAuthenticator?
    private let logger: Logger

    /// Hands out access and closes its connections afterwards, whatever happens. Throws `Failure` where the environment
    /// has no usable credentials, and what `body` throws.
    static func with<Value>(
        _ options: CloudOptions, logger: Logger, _ body: (CloudAccess) async throws -> Value
    ) async throws -> Value {
        let access = try CloudAccess(options, logger: logger)
        do {
            let value = try await body(access)
            await access.transport.shutdown()
            return value
        } catch {
            await access.transport.shutdown()
            throw error
        }
    }

    private init(_ options: CloudOptions, logger: Logger) throws {
        self.options = options
        self.logger = logger
        do throws(CredentialsError) {
            credentials = try Credentials.fromEnvironment(ProcessEnvironment.current).0
        } catch {
            throw Failure(message: error.description)
        }
        transport = HTTPTransport()
        accessKey = if case .accessKey(let key) = credentials { AccessKeyAuthenticator(key) } else { nil }
    }

    /// The client of a location. Throws `Failure` where its endpoint or project is not known.
    func client(for location: Location) throws -> Reconciliation.Access {
        guard case .id(let project) = location.project else {
            throw Failure(message: "looking up the project of region '\(location.region)' is not supported yet")
        }
        let endpoint = try endpoint(
            options.endpoint, flag: "--endpoint", else: .gaussDB(region: location.region), region: location.region)
        return (
            project,
            CloudClient(
                endpoint: endpoint, project: project, authenticator: try authenticator(for: location, project),
                transport: transport, logger: logger)
        )
    }

    private func authenticator(for location: Location, _ project: ProjectID) throws -> any Authenticator {
        switch credentials {
        case .accessKey(let key):
            return accessKey ?? AccessKeyAuthenticator(key)
        case .password(let login):
            let iam = try endpoint(
                options.iamEndpoint, flag: "--iam-endpoint", else: .iam(region: location.region),
                region: location.region)
            return TokenAuthenticator(
                login: login, project: project, endpoint: iam, transport: transport, gate: gate, logger: logger)
        }
    }

    private func endpoint(
        _ given: String?, flag: String, else regional: Endpoint?, region: String
    ) throws -> Endpoint {
        guard let given else {
            guard let regional else {
                throw Failure(
                    message: "no endpoint is known for region '\(region)'",
                    hint: "check the region's name, or give the address with \(flag)")
            }
            return regional
        }
        do throws(EndpointError) {
            return try Endpoint(parsing: given)
        } catch {
            throw Failure(
                message: "\(flag) (or its variable) is '\(given.printable)': \(error.description)",
                hint: "plain http is for loopback only, such as http://127.0.0.1:8080")
        }
    }
}
