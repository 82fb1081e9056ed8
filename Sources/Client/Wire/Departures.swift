internal import NIOHTTP1
internal import Synchronization

/// Which requests may still leave, and which have left: each leaves once, whole and in time, or never.
///
/// A request carries its ticket as a header as far as the connection's `AnswerGuard`, which takes the header off and asks
/// here at the moment of writing: by then connecting, TLS and a proxy have taken their time.
final class Departures: Sendable {
    private enum Request {
        case waiting(isTooLate: (@Sendable () -> Bool)?)
        case late, left
    }

    /// Why a request is not written.
    enum Refusal: Error {
        /// Its time has passed.
        case late
        /// Its call has ended, or it has left before.
        case over
    }

    private struct Board {
        var last = 0
        var requests: [Int: Request] = [:]
    }

    private static let header = "dbconverge-departure"
    private let board = Mutex(Board())

    /// Registers a request, which leaves unless `isTooLate` says at that moment that it must not. Returns its ticket.
    func register(_ isTooLate: (@Sendable () -> Bool)?) -> Int {
        board.withLock { board in
            board.last += 1
            board.requests[board.last] = .waiting(isTooLate: isTooLate)
            return board.last
        }
    }

    /// Puts a ticket on a request.
    func attach(_ ticket: Int, to headers: inout HTTPHeaders) {
        headers.replaceOrAdd(name: Self.header, value: "\(ticket)")
    }

    /// Takes the ticket off a request and lets the request leave; throws `Refusal` where it must not.
    func leave(_ head: inout HTTPRequestHead) throws(Refusal) {
        let ticket = head.headers.first(name: Self.header).flatMap { Int($0) }
        head.headers.remove(name: Self.header)
        let refusal: Refusal? = board.withLock { board in
            guard let ticket, case .waiting(let isTooLate) = board.requests[ticket] else { return .over }
            let isLate = isTooLate?() ?? false
            board.requests[ticket] = isLate ? .late : .left
            return isLate ? .late : nil
        }
        if let refusal { throw refusal }
    }

    /// The call is over, and its request leaves no more. Returns whether it has left.
    @discardableResult func end(_ ticket: Int) -> Bool {
        board.withLock { board in
            guard case .left = board.requests.removeValue(forKey: ticket) else { return false }
            return true
        }
    }
}
