import Foundation
import Synchronization

/// A server that answers every connection with the same bytes and closes it.
final class CannedServer: Sendable {
    let url: String
    private let descriptor: Int32
    private let answers: Answers

    /// Whether any request was answered.
    var hasAnswered: Bool { answers.count.withLock { $0 > 0 } }

    private final class Answers: Sendable {
        let count = Mutex(0)
        let process = Mutex<pid_t?>(nil)
        let hasDropped = Mutex(false)
    }

    /// Whether a client has hung up on a request before it was answered.
    var wasLeft: Bool { answers.hasDropped.withLock { $0 } }

    /// Whom a server that `signals` sends SIGTERM.
    func signal(_ process: pid_t) { answers.process.withLock { $0 = process } }

    /// A server that answers so many seconds after a request. One that `signals` sends SIGTERM first, by a thread of its
    /// own, which no other test delays.
    init(answering answer: String, after seconds: UInt32 = 0, signals: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        descriptor = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let bytes = Array(answer.utf8)
        let answers = Answers()
        self.answers = answers
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                var request = [UInt8](repeating: 0, count: 65536)
                _ = recv(client, &request, request.count, 0)
                if signals {
                    while answers.process.withLock({ $0 }) == nil { usleep(20_000) }
                    if let process = answers.process.withLock({ $0 }) { kill(process, SIGTERM) }
                    var waiting = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
                    if poll(&waiting, 1, Int32(seconds) * 1000) > 0, recv(client, &request, 1, 0) <= 0 {
                        answers.hasDropped.withLock { $0 = true }
                        close(client)
                        continue
                    }
                } else {
                    sleep(seconds)
                }
                answers.count.withLock { $0 += 1 }
                _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(client)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    static func http(_ body: String, type: String = "application/json", status: String = "200 OK", length: Int? = nil)
        -> String
    {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(length ?? body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
    }
}
