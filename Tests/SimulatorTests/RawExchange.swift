import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A request over a socket, and every byte that comes back until the server closes the connection, or until there are
/// enough.
enum RawExchange {
    struct Failure: Error { var call: String }

    struct Outcome: Sendable {
        var bytes: [UInt8]
        /// Whether the server closed the connection, or else there were enough bytes.
        var isClosed: Bool

        var text: String { String(decoding: bytes.prefix(4096), as: UTF8.self) }

        /// What follows the head.
        var body: ArraySlice<UInt8> {
            let separator = Array("\r\n\r\n".utf8)
            let start = bytes.indices.first { bytes[$0...].starts(with: separator) }
            return start.map { bytes[($0 + separator.count)...] } ?? []
        }
    }

    /// Off the pool that the server runs on: reading blocks.
    static func send(_ head: String, body: [UInt8] = [], to url: String, atMost limit: Int) async throws -> Outcome {
        let port = try #require(URL(string: url)?.port)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try exchange(Array(head.utf8) + body, port: port, limit: limit) })
            }
        }
    }

    private static func exchange(_ request: [UInt8], port: Int, limit: Int) throws -> Outcome {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw Failure(call: "socket") }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(call: "connect") }
        guard write(handle, request, request.count) == request.count else { throw Failure(call: "write") }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while bytes.count < limit {
            let count = read(handle, &piece, piece.count)
            guard count > 0 else { return Outcome(bytes: bytes, isClosed: true) }
            bytes += piece[..<count]
        }
        return Outcome(bytes: bytes, isClosed: false)
    }
}
