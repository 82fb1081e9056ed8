public import FoundationEssentials
internal import Synchronization

/// Carries requests by another transport and compares the `Date` header of every answer with this machine's clock.
public final class ClockWatch: Transport {
    private let transport: any Transport
    private let now: @Sendable () -> Date
    private let latest = Mutex<TimeInterval?>(nil)

    /// A watch over a transport, with this machine's clock.
    public init(_ transport: any Transport, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.transport, self.now) = (transport, now)
    }

    /// How many seconds the other side's clock was ahead of this machine's when it answered last; nil where no answer
    /// told. As exact as the header, a second, and as half the time that the answer took.
    public var secondsAhead: TimeInterval? { latest.withLock { $0 } }

    /// Sends the request and notes the time of the answer.
    public func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse {
        let start = now()
        let response = try await transport.send(request, timeout: timeout)
        if let text = response.headers["date"], let date = RetryAfter.date(text) {
            let middle = start.addingTimeInterval(now().timeIntervalSince(start) / 2)
            latest.withLock { $0 = date.timeIntervalSince(middle) }
        }
        return response
    }
}
