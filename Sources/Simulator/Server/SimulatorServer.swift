public import CloudModel
public import FoundationEssentials
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The simulated cloud over HTTP, on a loopback port: every call of `API.md` §1 and §4, and beside them
/// `GET /_audit`, `GET /_audit/calls` and `POST /_control`.
public final class SimulatorServer: Sendable {
    /// The address that it serves on; no other.
    public static let host = "127.0.0.1"

    private let service: CloudService
    private let port: Int

    /// A server of one fleet; nothing is bound before ``run(whenListening:)``.
    ///
    /// - Parameters:
    ///   - fleet: What the cloud holds and how it behaves.
    ///   - port: The port; 0 for any that is free.
    ///   - speed: How many seconds pass in the cloud for each of the clock's: upgrades, jobs and windows go by the
    ///     cloud's time, signatures and tokens by the clock's.
    ///   - clock: The time.
    public init(
        _ fleet: FleetFile, port: Int = 0, speed: Double = 1, clock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.port = port
        service = CloudService(fleet, clock: SimulatedClock(clock, speed: speed))
    }

    /// Serves until the task is cancelled, then returns. Throws ``SimulatorServerError`` when the port can't be bound.
    ///
    /// - Parameter whenListening: Called once with the base URL, such as `http://127.0.0.1:8080`.
    public func run(whenListening: @escaping @Sendable (_ baseURL: String) async -> Void = { _ in }) async throws {
        var logger = Logger(label: "simulator")
        logger.logLevel = .critical
        let connection = CloudConnection(service: service)
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, _ in
                try await connection.respond(to: request, writer)
            },
            configuration: ServerConfiguration(address: .hostname(Self.host, port: port)),
            onServerRunning: { channel in
                await whenListening("http://\(Self.host):\(channel.localAddress?.port ?? 0)")
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        do {
            try await server.run()
        } catch {
            if Task.isCancelled { return }
            throw SimulatorServerError(
                description: "The simulator can't serve on \(Self.host):\(port): \(error). "
                    + "Choose another port, or 0 for any that is free.")
        }
    }

    /// The audit as it stands, without a call.
    public func audit() -> AuditReport { service.audit() }

    /// The last 200,000 calls, the oldest first.
    public func calls() -> [CallEntry] { service.calls() }

    /// Hands the model out under the server's lock, with the cloud's time, after all that is due has happened.
    public func withModel<Result: Sendable>(_ body: (inout ModeledCloud, Date) -> Result) -> Result {
        service.withModel(body)
    }

    /// Puts faults in the place of those before; they count from now.
    public func setFaults(_ faults: Faults) { service.setFaults(faults) }

    /// Answers one request without a network.
    func respond(to request: SimulatedRequest) -> SimulatedResponse { service.respond(to: request) }

    /// Serves a fleet for as long as `body` runs, which is given the base URL and the server.
    ///
    /// Throws what `body` throws, and what the server does where it ends by itself.
    public static func withServer<Value: Sendable>(
        _ fleet: FleetFile, port: Int = 0, speed: Double = 1, clock: @escaping @Sendable () -> Date = { Date() },
        _ body: @escaping @Sendable (_ baseURL: String, _ server: SimulatorServer) async throws -> Value
    ) async throws -> Value {
        let server = SimulatorServer(fleet, port: port, speed: speed, clock: clock)
        let (urls, announce) = AsyncStream.makeStream(of: String.self)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await server.run { announce.yield($0) }
                return nil
            }
            group.addTask {
                for await url in urls { return try await body(url, server) }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}

/// Why the simulator can't serve, and what to do.
public struct SimulatorServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In words.
    public let description: String
}
