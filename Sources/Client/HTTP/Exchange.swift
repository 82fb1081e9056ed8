internal import FoundationEssentials
internal import Logging

/// Sends one request and makes sure that what comes back is a good answer; everything else is a `CloudError`.
struct Exchange: Sendable {
    let transport: any Transport
    let timeout: Duration
    var now: @Sendable () -> Date = { Date() }
    /// Learns from every answer.
    var cloudClock = CloudClock()
    let logger: Logger

    /// Returns an answer whose status says success, that came within `timeout` and within `limit`. Throws `CloudError`,
    /// or `CancellationError` for a call that only reads.
    func perform(_ call: Call, _ request: WireRequest, within limit: Duration? = nil) async throws -> WireResponse {
        let start = ContinuousClock.now
        let sentAt = now()
        do {
            let response = try await transport.send(request, timeout: min(timeout, limit ?? timeout))
            cloudClock.note(response, sentAt: sentAt, receivedAt: now())
            log(request, "\(response.status)", since: start)
            if let error = CloudError(of: response, to: request, call, now: now()) { throw error }
            return response
        } catch let error as CloudError {
            throw error
        } catch {
            log(request, "none", since: start)
            throw failure(of: call, by: error)
        }
    }

    /// Decodes an answer; one of another shape is a `CloudError` that shows how it begins.
    func decode<Answer: CallAnswer>(
        _ type: Answer.Type, from response: WireResponse, to request: WireRequest, _ call: Call
    ) throws -> Answer {
        let reason: String
        if !Self.isUTF8(response.body) {
            reason = "the answer is not UTF-8; "
        } else {
            do {
                return try Answer(body: response.body, hiding: request.redactor)
            } catch  where Self.isMalformed(error) {
                reason = response.body.isEmpty ? "" : "the answer is not JSON, or is cut short; "
            } catch {
                reason = "the answer has another shape than the call's (\(Self.field(of: error))); "
            }
        }
        throw CloudError(
            .unexpectedAnswer, call, status: response.status,
            message: reason + Excerpt.of(response, hiding: request.redactor))
    }

    private func failure(of call: Call, by error: any Error) -> any Error {
        switch error {
        case let error as TransportError: CloudError(error, call)
        case is CancellationError where !call.acts: error
        case is CancellationError:
            CloudError(.interrupted, call, message: "canceled while it was on its way")
        default:
            CloudError(.interrupted, call, message: "\(type(of: error))")
        }
    }

    private func log(_ request: WireRequest, _ status: String, since start: ContinuousClock.Instant) {
        logger.debug(
            "call",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.path)", "status": "\(status)",
                "ms": "\((ContinuousClock.now - start) / .milliseconds(1))",
            ])
    }

    private static func isUTF8(_ body: Data) -> Bool {
        body.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
        }
    }

    private static func isMalformed(_ error: any Error) -> Bool {
        switch error {
        case DecodingError.dataCorrupted: true
        case let problem as JSONProblem: problem.kind == .malformed
        default: false
        }
    }

    private static func field(of error: any Error) -> String {
        if let problem = error as? JSONProblem { return problem.description }
        let (path, problem): ([any CodingKey], String) =
            switch error {
            case DecodingError.keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case DecodingError.valueNotFound(_, let context): (context.codingPath, "is null")
            case DecodingError.typeMismatch(_, let context): (context.codingPath, "has another type")
            default: ([], "is unreadable")
            }
        let name = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        return "\(name.isEmpty ? "it" : String(name.drop { $0 == "." })) \(problem)"
    }
}
