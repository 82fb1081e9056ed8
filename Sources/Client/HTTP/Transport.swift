/// Carries a request to the cloud and brings the whole answer back.
public protocol Transport: Sendable {
    /// Sends a request and returns the answer, whatever its status.
    ///
    /// Follows no redirects and never sends a request twice, nor one that is too late by the time it could be written.
    /// Throws `TransportError` when no whole answer came within
    /// `timeout`, which covers connecting, sending and the whole body, and `CancellationError` when the task was
    /// canceled.
    func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse
}

/// Why no whole answer came.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which kind of failure it is.
    public var kind: Kind
    /// The reason in plain words, without anything of the request.
    public var detail: String
    /// Whether the request may have reached the cloud: only a clear no is false.
    public var mayHaveArrived: Bool

    /// The kinds of failure.
    public enum Kind: Hashable, Sendable {
        /// The name does not resolve, or no connection was made.
        case unreachable
        /// The connection was made, but TLS failed.
        case tls
        /// The time was up.
        case timedOut
        /// The connection broke off, or the answer is not HTTP.
        case interrupted
        /// The answer's body is over the limit.
        case tooLarge
        /// The request's deadline had passed before it could be written.
        case tooLate
    }

    /// A failure.
    public init(_ kind: Kind, _ detail: String, mayHaveArrived: Bool) {
        (self.kind, self.detail, self.mayHaveArrived) = (kind, detail, mayHaveArrived)
    }

    /// The reason.
    public var description: String { detail }
}
