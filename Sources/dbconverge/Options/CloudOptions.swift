import ArgumentParser
import Client

/// Where the cloud is reached, and as whom. Manifests cannot say it: a pull request could then redirect credentials.
struct CloudOptions: ParsableArguments {
    @Option(help: "The API's address, in place of the region's own, such as http://127.0.0.1:8080.")
    var endpoint: String?

    @Option(help: "IAM's address, in place of the region's own.")
    var iamEndpoint: String?

    @Option(
        help: """
            Where credentials are taken from, for every fleet: environment, metadata (of the ECS instance that this \
            runs on) or profile:NAME. (default: the profile that the manifest names, else the environment, else [basic])
            """)
    var credentials: CredentialsArgument?

    @Option(help: "A file of certificates (PEM) that are trusted besides the system's.")
    var caFile: String?

    @Flag(help: "Allow plain http to other machines, where anybody on the way reads and changes what is sent.")
    var insecureHttp = Environment.flag("insecure-http")

    @Option(help: "The most calls a second to one endpoint with one account, such as 10 or 0.5; none is the default.")
    var maxRequestsPerSecond: Double?

    @Option(help: "The most calls that run at once, of all fleets together.")
    var maxConnections = Environment.value("max-connections", else: 16)

    mutating func validate() throws {
        maxRequestsPerSecond = maxRequestsPerSecond ?? Environment.optional("max-requests-per-second")
        if let rate = maxRequestsPerSecond, !(rate >= 0.001 && rate <= 1_000_000) {
            throw ValidationError("--max-requests-per-second must be from 0.001 to 1000000")
        }
        if !(1...1024).contains(maxConnections) {
            throw ValidationError("--max-connections must be from 1 to 1024")
        }
        endpoint = endpoint ?? Environment.optional("endpoint")
        iamEndpoint = iamEndpoint ?? Environment.optional("iam-endpoint")
        credentials = credentials ?? Environment.optional("credentials")
        caFile = caFile ?? Environment.optional("ca-file")
        for (option, value) in [("--endpoint", endpoint), ("--iam-endpoint", iamEndpoint), ("--ca-file", caFile)]
        where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
    }
}

/// Where credentials are taken from, as people type it: `environment`, `metadata` or `profile:NAME`.
struct CredentialsArgument: ExpressibleByArgument {
    var source: CredentialsSource

    init?(argument: String) {
        guard let source = try? CredentialsSource(parsing: argument) else { return nil }
        self.source = source
    }

    static var allValueStrings: [String] { ["environment", "metadata", "profile:NAME"] }
}
