public import Fleet
public import FoundationEssentials
public import Logging
internal import Synchronization

/// The calls of `API.md` §1 for one project in one region. Copies share their connections and bounds.
///
/// Each call is sent when its queue lets it (`RequestScheduler`), and each attempt ends within `callTimeout` of being sent. Calls
/// that read are sent again where that may help (`RetryPolicy`); calls that act never are. What fails throws
/// `CloudError`; a canceled call throws `CancellationError` when it was one that only reads or had not been sent.
public struct CloudClient: Sendable {
    let project: ProjectID
    let logger: Logger
    let oddIDs = WarnedOnce()
    let endpoint: Endpoint
    let authenticator: any Authenticator
    let exchange: Exchange
    let queue: RequestQueue
    let retries: RetryPolicy
    let now: @Sendable () -> Date

    /// A client.
    ///
    /// - Parameters:
    ///   - endpoint: where the project's region serves the API.
    ///   - project: the project.
    ///   - authenticator: authenticates the calls; shared by all clients with the same credentials.
    ///   - transport: carries the calls; shared by all clients.
    ///   - queue: shared by all clients with the same credentials and endpoint; nil for a client that is alone.
    ///   - callTimeout: how long an attempt may take, from connecting to the last byte of its answer.
    ///   - now: the clock for `Offer.readAt`, and for the times of the cloud, which are told by it.
    ///   - logger: hears at level debug of every call, without its headers and bodies.
    public init(
        endpoint: Endpoint, project: ProjectID, authenticator: any Authenticator, transport: any Transport,
        queue: RequestQueue? = nil, callTimeout: Duration = .seconds(30),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        self.init(
            endpoint: endpoint, project: project, authenticator: authenticator, transport: transport, queue: queue,
            callTimeout: callTimeout, retries: RetryPolicy(), now: now, logger: logger)
    }

    init(
        endpoint: Endpoint, project: ProjectID, authenticator: any Authenticator, transport: any Transport,
        queue: RequestQueue?, callTimeout: Duration, retries: RetryPolicy, now: @escaping @Sendable () -> Date,
        logger: Logger
    ) {
        self.endpoint = endpoint
        self.project = project
        self.authenticator = authenticator
        self.exchange = Exchange(transport: transport, timeout: callTimeout, now: now, logger: logger)
        self.queue = queue ?? RequestScheduler(logger: logger).queue(account: "this account", endpoint: endpoint)
        self.retries = retries
        self.now = now
        self.logger = logger
    }
}

/// Remembers that something was said, so that it is said once.
final class WarnedOnce: Sendable {
    private let isDone = Mutex(false)

    func callAsFunction(_ warn: () -> Void) {
        let isFirst = isDone.withLock { done in
            defer { done = true }
            return !done
        }
        if isFirst { warn() }
    }
}
