import Foundation

/// A proxy that connects every CONNECT to one port of this machine, for whichever host it asks.
final class ConnectProxy: Sendable {
    private let server: SocketServer

    var port: Int { server.port }
    /// What was asked of it: the heads of the requests.
    var requests: [String] { server.requests }

    /// Refuses with `refusal`, an HTTP answer, where there is one, and says `established` where there is none.
    init(
        to port: Int, refusal: String? = nil, established: String = "HTTP/1.1 200 Connection established\r\n\r\n"
    ) throws {
        server = try SocketServer { connection in
            if let refusal {
                SocketServer.write(refusal, to: connection)
                return
            }
            let upstream = SocketServer.connection(to: port)
            SocketServer.write(established, to: connection)
            let back = Thread { Self.carry(from: upstream, to: connection) }
            back.start()
            Self.carry(from: connection, to: upstream)
            while !back.isFinished { usleep(1000) }
            close(upstream)
        }
    }

    func stop() { server.stop() }

    private static func carry(from source: Int32, to destination: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
            guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(destination, Int32(SHUT_WR))
    }
}
