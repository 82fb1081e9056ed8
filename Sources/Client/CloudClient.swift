public import Fleet
public import FoundationEssentials
public import Logging

/// The calls of `API.md` §1 for one project in one region. Copies share their connections and bounds.
///
/// Every call ends within `callTimeout` of being sent. What fails throws `CloudError`; a canceled call throws
/// `CancellationError` when it was one that only reads or had not been sent.
public struct CloudClient: Sendable {
    let project: ProjectID
    let logger: Logger
    let oddIDs = WarnedOnce()
    private let endpoint: Endpoint
    private let authenticator: any Authenticator
    private let exchange: Exchange
    private let slots: CallSlots
    private let now: @Sendable () -> Date

    /// A client.
    ///
    /// - Parameters:
    ///   - endpoint: where the project's region serves the API.
    ///   - project: the project.
    ///   - authenticator: what proves who is calling; shared by all clients with the same credentials.
    ///   - transport: what carries the calls; shared by all clients.
    ///   - maximumConnections: how many calls that only read run at once, at least 1.
    ///   - callTimeout: how long a call may take, from connecting to the last byte of its answer.
    ///   - now: the clock for `Offer.readAt`.
    ///   - logger: hears at level debug of every call, without its headers and bodies.
    public init(
        endpoint: Endpoint, project: ProjectID, authenticator: any Authenticator, transport: any Transport,
        maximumConnections: Int = 16, callTimeout: Duration = .seconds(30),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        self.endpoint = endpoint
        self.project = project
        self.authenticator = authenticator
        self.exchange = Exchange(transport: transport, timeout: callTimeout, logger: logger)
        self.slots = CallSlots(maximumConnections)
        self.now = now
        self.logger = logger
    }

    /// Makes one call; also says when it was sent, just before it was.
    func answer<Answer: Decodable & Sendable>(
        _ call: Call, as type: Answer.Type
    ) async throws -> (answer: Answer, sentAt: Date) {
        // What acts was decided on fresh readings, and must not grow old in the line behind calls that only read.
        call.acts ? try await exchanged(call, as: type) : try await slots.run { try await exchanged(call, as: type) }
    }

    private func exchanged<Answer: Decodable & Sendable>(
        _ call: Call, as type: Answer.Type
    ) async throws -> (answer: Answer, sentAt: Date) {
        try await authenticator.gate.run {
            var request = call.request(to: endpoint)
            request.headers["x-project-id"] = project.description
            try await authenticator.authenticate(&request)
            let sentAt = now()
            let response = try await exchange.perform(call, request)
            return (try exchange.decode(type, from: response, to: request, call), sentAt)
        }
    }
}
