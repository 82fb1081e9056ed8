internal import NIOHTTP1
internal import Synchronization

/// Which requests may still be written, and which have been: each is written once, whole and in time, or never.
///
/// A request carries its id as a header as far as the connection's `AnswerGuard`, which takes the header off and asks here
/// at the moment of writing: by then connecting, TLS and a proxy have taken their time.
final class PendingWrites: Sendable {
    private enum Request {
        case waiting(isTooLate: (@Sendable () -> Bool)?)
        case late, written
    }

    /// Why a request is not written.
    enum Refusal: Error {
        /// Its time has passed.
        case late
        /// Its call has ended, or it was written before.
        case over
    }

    private struct Requests {
        var lastID = 0
        var byID: [Int: Request] = [:]
    }

    private static let header = "dbconverge-write-id"
    private let requests = Mutex(Requests())

    /// Registers a request, which is written unless `isTooLate` says at that moment that it must not be. Returns its id.
    func register(_ isTooLate: (@Sendable () -> Bool)?) -> Int {
        requests.withLock { requests in
            requests.lastID += 1
            requests.byID[requests.lastID] = .waiting(isTooLate: isTooLate)
            return requests.lastID
        }
    }

    /// Puts its id on a request.
    func attach(_ id: Int, to headers: inout HTTPHeaders) {
        headers.replaceOrAdd(name: Self.header, value: "\(id)")
    }

    /// Takes the id off a request that is about to be written; throws `Refusal` where it must not be.
    func claim(_ head: inout HTTPRequestHead) throws(Refusal) {
        let id = head.headers.first(name: Self.header).flatMap { Int($0) }
        head.headers.remove(name: Self.header)
        let refusal: Refusal? = requests.withLock { requests in
            guard let id, case .waiting(let isTooLate) = requests.byID[id] else { return .over }
            let isLate = isTooLate?() ?? false
            requests.byID[id] = isLate ? .late : .written
            return isLate ? .late : nil
        }
        if let refusal { throw refusal }
    }

    /// The call is over, and its request is not written any more. Returns whether it was.
    @discardableResult func remove(_ id: Int) -> Bool {
        requests.withLock { requests in
            guard case .written = requests.byID.removeValue(forKey: id) else { return false }
            return true
        }
    }
}
