import Foundation
import Synchronization

/// An HTTP server whose answer a test changes, and which it can take away and bring back at the same address.
final class SwitchableServer: Sendable {
    private struct State {
        var listener: Int32?
        var status = "200 OK"
        var body = ""
        var requests: [String] = []
    }

    let url: String
    let port: UInt16
    private let state: Mutex<State>

    /// One that answers 200 with this body.
    init(_ body: String = "") throws {
        let (listener, port) = try Self.open(0)
        (self.port, url) = (port, "http://127.0.0.1:\(port)")
        state = Mutex(State(listener: listener, body: body))
        serve(listener)
    }

    deinit { state.withLock { if let listener = $0.listener { close(listener) } } }

    /// What it was sent so far.
    var requests: [String] { state.withLock { $0.requests } }

    /// From now on it answers this.
    func answer(_ status: String = "200 OK", body: String = "") {
        state.withLock { ($0.status, $0.body) = (status, body) }
    }

    /// From now on nothing listens there.
    func goAway() {
        state.withLock { state in
            // Closing it alone would leave a thread in accept.
            if let listener = state.listener {
                shutdown(listener, Int32(SHUT_RDWR))
                close(listener)
            }
            state.listener = nil
        }
    }

    /// It listens again.
    func comeBack() throws {
        let (listener, _) = try Self.open(port)
        state.withLock { $0.listener = listener }
        serve(listener)
    }

    private static func open(_ port: UInt16) throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private func serve(_ listener: Int32) {
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { return }
                let request = Self.read(client)
                let answer = self.state.withLock { state in
                    state.requests.append(request)
                    return
                        "HTTP/1.1 \(state.status)\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: \(state.body.utf8.count)\r\nconnection: close\r\n\r\n\(state.body)"
                }
                let bytes = Array(answer.utf8)
                _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(client)
            }
        }
    }

    /// A whole request: its head, and as much of its body as the head says.
    private static func read(_ client: Int32) -> String {
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65536))
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            if count <= 0 { break }
            bytes += buffer.prefix(count)
            let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
            guard parts.count > 1 else { continue }
            let length = parts[0].lowercased().components(separatedBy: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            if parts[1...].joined(separator: "\r\n\r\n").utf8.count >= length ?? 0 { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
