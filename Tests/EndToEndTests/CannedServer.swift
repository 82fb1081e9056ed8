import Foundation
import Synchronization

/// A server that answers every connection with the same bytes and closes it.
final class CannedServer: Sendable {
    let url: String
    private let descriptor: Int32
    private let answers: Answers

    /// Whether anybody has connected.
    var isAsked: Bool { answers.requests.withLock { $0 > 0 } }
    /// Whether any request was answered.
    var hasAnswered: Bool { answers.count.withLock { $0 > 0 } }

    private final class Answers: Sendable {
        let requests = Mutex(0)
        let count = Mutex(0)
        let isHeld: Mutex<Bool>

        init(isHeld: Bool) { self.isHeld = Mutex(isHeld) }
    }

    /// Lets a server that is held begin to count its seconds.
    func release() { answers.isHeld.withLock { $0 = false } }

    /// A server that answers so many seconds after a request, or after its release where it `isHeld` until then.
    init(answering answer: String, after seconds: UInt32 = 0, isHeld: Bool = false) throws {
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
        let answers = Answers(isHeld: isHeld)
        self.answers = answers
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                answers.requests.withLock { $0 += 1 }
                var request = [UInt8](repeating: 0, count: 65536)
                _ = recv(client, &request, request.count, 0)
                while answers.isHeld.withLock({ $0 }) { usleep(20_000) }
                sleep(seconds)
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
