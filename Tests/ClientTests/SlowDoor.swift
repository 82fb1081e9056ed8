import Foundation
import Synchronization

/// A relay to a port of this machine that accepts connections at once and carries nothing until it is opened: what is behind
/// it seems slow to answer the first bytes, a TLS greeting or a CONNECT.
final class SlowDoor: Sendable {
    let port: Int
    private let listener: Int32
    private let state = Mutex((isOpen: false, connections: 0, sent: 0))

    /// How many connections have been made.
    var connections: Int { state.withLock { $0.connections } }
    /// How many bytes have come through towards the server.
    var sent: Int { state.withLock { $0.sent } }

    init(to destination: Int) throws {
        let (listener, port) = try SocketServer.listen()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread { [self] in
                    state.withLock { $0.connections += 1 }
                    while !state.withLock({ $0.isOpen }) { usleep(1000) }
                    carry(connection, and: SocketServer.connection(to: destination))
                }
            }
        }
    }

    func open() { state.withLock { $0.isOpen = true } }

    func stop() {
        open()
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func carry(_ client: Int32, and server: Int32) {
        let back = Thread { Self.carry(from: server, to: client) { _ in } }
        back.start()
        Self.carry(from: client, to: server) { count in state.withLock { $0.sent += count } }
        while !back.isFinished { usleep(1000) }
        close(client)
        close(server)
    }

    private static func carry(from source: Int32, to destination: Int32, _ note: (Int) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
            note(count)
            guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(destination, Int32(SHUT_WR))
    }
}
