public import Fleet

/// The failure of one call, sorted by what there is to do about it (`API.md` §3). Holds no secret.
public struct CloudError: Error, Hashable, Sendable {
    /// Which kind of failure it is.
    public let code: Code
    /// The call's purpose, method and path: `list the instances (GET /v3.1/{project}/instances)`.
    public let operation: String
    /// The cloud's own code, such as `DBS.200011`, where there is one.
    public let rawCode: String?
    /// The HTTP status, where an answer came.
    public let status: Int?
    /// The cloud's own message, or how the answer begins; bounded in length and without control characters.
    public let message: String
    /// How far the call got.
    public internal(set) var reach: Reach
    /// Whether the call was one that changes something in the cloud.
    public let acts: Bool
    /// How often the call was sent, at least 1; where it was not sent at all, 1 too.
    public internal(set) var attempts = 1
    /// In how many seconds the other side may be asked again, where it said so.
    var retryAfter: Double?

    /// The instances that the cloud's whole message names: an excerpt may have lost them.
    public let named: Set<InstanceID>

    /// Advice to a person, in a sentence.
    public var hint: String { code.hint }

    /// The reaction of a program.
    public var disposition: Disposition { outcomeUnknown ? .wait : code.disposition }

    /// Whether the call was one that acts and may have been acted on. It must not be sent again blindly: read versions
    /// and jobs first.
    public var outcomeUnknown: Bool { acts && reach == .unknown }

    /// Whether every other call with the same credentials to the same endpoint fails likewise.
    public var concernsEveryCall: Bool { code == .unauthorized || code == .tls }

    /// How far a call got before it failed.
    public enum Reach: Hashable, Sendable, CaseIterable {
        /// No byte of the request was written: the cloud has not acted on it.
        case notSent
        /// The cloud answered that it does not do what the call asks for.
        case answered
        /// Everything else: the cloud may have acted on it.
        case unknown
    }

    /// A failure; the calls of `CloudClient` make their own. The defaults assume the worst: a call that acts, and that
    /// the cloud may have acted on.
    public init(
        _ code: Code, operation: String, rawCode: String? = nil, status: Int? = nil, message: String,
        reach: Reach = .unknown, acts: Bool = true, named: Set<InstanceID> = []
    ) {
        self.code = code
        self.operation = operation
        self.rawCode = rawCode
        self.status = status
        self.message = message
        (self.reach, self.acts) = (reach, acts)
        self.named = named
    }

    /// The same failure by another name.
    init(_ code: Code, _ call: Call, like error: CloudError) {
        self.init(
            code, call, rawCode: error.rawCode, status: error.status, message: error.message, reach: error.reach)
    }

    /// The same failure, of a call that depended on the failed one and was therefore not sent.
    var unsent: CloudError {
        var error = self
        error.reach = .notSent
        return error
    }

    init(
        _ code: Code, _ call: Call, rawCode: String? = nil, status: Int? = nil, message: String,
        reach: Reach = .unknown, named: Set<InstanceID> = []
    ) {
        self.init(
            code, operation: call.operation, rawCode: rawCode, status: status, message: message, reach: reach,
            acts: call.acts, named: named)
    }
}

/// How a program reacts to a failure.
public enum Disposition: String, Hashable, Sendable {
    /// The same call may be sent again.
    case retry
    /// Something else has to happen first: observe again later.
    case wait
    /// It needs a person or another declaration; other instances go on.
    case hold
    /// The run cannot go on with this.
    case fail
}

extension CloudError: CustomStringConvertible {
    /// The call and the cloud's message, in a line.
    public var reason: String {
        let codes = [status.map(String.init), rawCode].compactMap(\.self).joined(separator: " ")
        let text = message.hasSuffix(".") ? String(message.dropLast()) : message
        let unknown = outcomeUnknown ? " (whether the cloud has acted on it is not known)" : ""
        let tries = attempts > 1 ? " after \(attempts) attempts" : ""
        return "could not \(operation)\(tries): \(codes.isEmpty ? "" : codes + ": ")\(text)\(unknown)"
    }

    /// One line: the call, the cloud's message, and the hint.
    public var description: String { "\(reason); \(hint)" }
}
