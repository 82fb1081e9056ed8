import Client
import FoundationEssentials

/// How the cloud is reached: flags and their variables, the vendor's variables and the user's configuration, put
/// together.
struct CloudSettings {
    /// Where the services are.
    let endpoints: EndpointBook
    /// Where the credentials are.
    let finder: CredentialsFinder
    /// Who is trusted besides the system's authorities.
    let authorities: CertificateAuthorities?
    /// Which calls go through a proxy.
    let proxies: ProxySettings
    /// The most calls that run at once, of all locations together.
    let maximumConnections: Int
    /// The most calls a second to one endpoint with one account; nil: as many as it takes.
    let maximumRequestsPerSecond: Double?
    /// A stand-in for the metadata service, for tests; nil: the service itself.
    let metadataEndpoint: Endpoint?
    /// The servers and targets of checks.
    let checks: CheckSettings
    /// What is written on stderr once a run.
    let warnings: [String]

    /// Reads everything but the credentials. Throws `Failure` for whatever is wrong, whichever location needs it.
    init(
        _ options: CloudOptions, environment: [String: String], user: UserConfiguration
    ) throws(Failure) {
        warnings =
            options.insecureHttp
            ? ["--insecure-http: plain http is allowed; anybody on the way can read and change what is sent"] : []
        (maximumConnections, maximumRequestsPerSecond) = (options.maxConnections, options.maxRequestsPerSecond)
        let endpoints = EndpointBook(
            api: options.endpoint.map { EndpointSetting($0, name: "--endpoint (or its variable)") },
            iam: options.iamEndpoint.map { EndpointSetting($0, name: "--iam-endpoint (or its variable)") },
            environment: environment, regions: user.endpoints.mapValues(EndpointBook.Region.init),
            allowsPlainHTTP: options.insecureHttp)
        try Self.mapError { () throws(EndpointError) in try endpoints.check() }
        self.endpoints = endpoints
        let configured = try user.credentials.map { setting throws(Failure) in
            try Self.mapError(at: setting.locationText) { () throws(CredentialsError) in
                try CredentialsSource(parsing: setting.text)
            }
        }
        finder = CredentialsFinder(environment: environment, asked: options.credentials?.source, configured: configured)
        let file =
            options.caFile.map { (path: $0, name: "--ca-file") }
            ?? user.caFile.map { (path: $0.text, name: $0.locationText) }
        authorities = try file.map { file throws(Failure) in
            try Self.mapError(at: file.name) { () throws(CertificateAuthorities.Failure) in
                try CertificateAuthorities(file: file.path)
            }
        }
        proxies = ProxySettings(environment: environment)
        checks = try CheckSettings(user.checks, allowsPlainHTTP: options.insecureHttp)
        metadataEndpoint = try Self.metadataEndpoint(environment["DBCONVERGE_METADATA_ENDPOINT"])
    }

    /// Only this machine may stand in: anybody else who does could hand out keys of an account of theirs.
    private static func metadataEndpoint(_ text: String?) throws(Failure) -> Endpoint? {
        guard let text, !text.isEmpty else { return nil }
        let endpoint = try mapError(at: "DBCONVERGE_METADATA_ENDPOINT") { () throws(EndpointError) in
            try Endpoint(parsing: text)
        }
        guard endpoint.isLoopback else {
            throw Failure(message: "DBCONVERGE_METADATA_ENDPOINT must be on this machine itself: it is for tests")
        }
        return endpoint
    }

    private static func mapError<Value, Problem: Error & CustomStringConvertible>(
        at location: String? = nil, _ body: () throws(Problem) -> Value
    ) throws(Failure) -> Value {
        do {
            return try body()
        } catch {
            throw Failure(message: location.map { "\($0): \(error.description)" } ?? error.description)
        }
    }
}

extension EndpointBook.Region {
    /// What the user's configuration says of a region.
    init(_ endpoints: UserConfiguration.Endpoints) {
        func setting(_ setting: UserConfiguration.Setting?, _ key: String) -> EndpointSetting? {
            setting.map { EndpointSetting($0.text, name: "\($0.locationText): \(key)") }
        }
        self.init(api: setting(endpoints.api, "api"), iam: setting(endpoints.iam, "iam"))
    }
}
