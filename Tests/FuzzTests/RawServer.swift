import Foundation
import Synchronization

/// What a server does with each connection: exchange by exchange, then the end.
struct RawScript: Sendable {
    struct Exchange: Sendable {
        /// False: the answer comes before the request was read.
        var readsRequest = true
        /// What is written, each piece by itself.
        var pieces: [[UInt8]] = []
    }

    enum Ending: CaseIterable, Sendable {
        case close, reset
        /// Leaves it to the other side; nothing more is written.
        case hang
    }

    var exchanges: [Exchange] = []
    /// A port to which everything is carried after the exchanges, as a proxy does.
    var tunnel: Int?
    var ending = Ending.close
}

/// A server on a loopback port that writes bytes as it is told, HTTP or not.
final class RawServer: Sendable {
    let port: Int
    private let listener: Int32
    private let script = Mutex(RawScript())

    init() throws {
        (listener, port) = try Self.onSocket(0) { descriptor, address, length in
            bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
        }
        Thread.detachNewThread { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                let script = script.withLock { $0 }
                Thread.detachNewThread { Self.play(script, connection) }
            }
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// What connections from now on get.
    func follow(_ new: RawScript) { script.withLock { $0 = new } }

    /// A socket for which `use` has done something with the address of a loopback port, and the port that it has then.
    private static func onSocket(
        _ port: Int, _ use: (Int32, UnsafeMutablePointer<sockaddr>, socklen_t) -> Bool
    ) throws -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isDone = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use(descriptor, $0, length) && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isDone else {
            close(descriptor)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func play(_ script: RawScript, _ connection: Int32) {
        defer { close(connection) }
        var (patience, noDelay) = (timeval(tv_sec: 2, tv_usec: 0), Int32(1))
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // The other side may still wait for the rest of an answer, and never ask again.
        var nextPatience = timeval(tv_sec: 0, tv_usec: 30_000)
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var inbox: [UInt8] = []
        for exchange in script.exchanges {
            if exchange.readsRequest, !readRequest(&inbox, connection) { break }
            for piece in exchange.pieces {
                guard send(connection, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else { return }
                // So that the other side reads the pieces one by one, mostly.
                if exchange.pieces.count > 1 { usleep(200) }
            }
            setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &nextPatience, socklen_t(MemoryLayout<timeval>.size))
        }
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if let tunnel = script.tunnel, let (server, _) = try? onSocket(tunnel, { connect($0, $1, $2) == 0 }) {
            defer { close(server) }
            let back = Thread { carry(from: server, to: connection) }
            back.start()
            carry(from: connection, to: server)
            while !back.isFinished { usleep(1000) }
        }
        switch script.ending {
        case .close: break
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        case .hang:
            var buffer = [UInt8](repeating: 0, count: 4096)
            while recv(connection, &buffer, buffer.count, 0) > 0 {}
        }
    }

    private static func carry(from source: Int32, to destination: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
            guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(source, Int32(SHUT_RD))
        shutdown(destination, Int32(SHUT_WR))
    }

    /// Reads a head and the body that it announces, or the first bytes of TLS; false where none comes.
    private static func readRequest(_ inbox: inout [UInt8], _ connection: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            if inbox.first == 0x16 {
                inbox = []
                return true
            }
            if let end = inbox.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: inbox[..<end.lowerBound], as: UTF8.self).lowercased()
                let length =
                    head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                if inbox.count >= end.upperBound + length {
                    inbox.removeFirst(end.upperBound + length)
                    return true
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            inbox += buffer.prefix(count)
        }
    }
}
