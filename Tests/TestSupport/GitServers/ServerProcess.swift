public import Foundation
internal import Glibc

/// A server program on the loopback interface that ends with this object.
public final class ServerProcess: Sendable {
    /// Why it does not run.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened, with what the program said.
        public let description: String
    }

    /// Where it listens.
    public let port: Int
    private let process: SpawnedProcess
    private let log: URL

    /// Starts the program with the arguments for a port that is free, and waits until it listens there. Throws `Failure` where it
    /// leaves at once, three times.
    public init(
        _ program: String, log: URL, environment: [String: String] = [:], arguments: (Int) throws -> [String]
    ) throws {
        self.log = log
        for _ in 1...3 {
            let port = try Self.freePort()
            let process = try SpawnedProcess(program, try arguments(port), log: log.path, environment: environment)
            if Self.waits(for: port, process) {
                (self.process, self.port) = (process, port)
                return
            }
        }
        throw Failure(
            description: "\(program) does not listen: \((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
    }

    /// Ends it at once, with what it is serving.
    public func stop() { process.stop() }

    /// What it has printed.
    public var printed: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    private static func waits(for port: Int, _ process: SpawnedProcess) -> Bool {
        for _ in 0..<1500 where process.isRunning {
            if connects(to: port) { return true }
            usleep(20_000)
        }
        return false
    }

    private static func withAddress<Result>(
        _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func connects(to port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) == 0 }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0 else { throw Failure(description: "no port is free") }
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
