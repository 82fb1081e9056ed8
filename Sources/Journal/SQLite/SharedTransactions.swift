import GRDB
import Synchronization

/// Calls that wait for the journal's one connection. Those of one kind that wait together share one transaction, and
/// with it one wait for the disk, so that a thousand fleets that begin together take hardly longer than one.
///
/// A call that fails is undone by itself. Where the transaction fails, all of them have failed.
final class SharedTransactions: Sendable {
    /// What a call does.
    enum Kind {
        case reads, writes
        /// It writes for so long that it has a transaction of its own.
        case writesMuch
    }

    /// The most calls of one transaction: what waits behind it is not to wait for long.
    private static let mostCalls = 1000

    private let database: DatabaseQueue
    private let waiting = Mutex<[any WaitingCall]>([])

    init(_ database: DatabaseQueue) { self.database = database }

    /// How many calls wait now.
    var count: Int { waiting.withLock { $0.count } }

    /// Performs a call and returns once its transaction has ended. It is not broken
    /// off where the task is cancelled, unlike GRDB's own functions: what a stopped run still learns is written.
    func perform<Value: Sendable>(
        _ kind: Kind, _ body: @escaping @Sendable (Database) throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            let call = Call(kind: kind, body: body, continuation: continuation)
            let isFirst = waiting.withLock { calls in
                calls.append(call)
                return calls.count == 1
            }
            if isFirst { schedule() }
        }
    }

    private func schedule() { database.asyncWriteWithoutTransaction { self.performWaiting($0) } }

    private func performWaiting(_ database: Database) {
        let (calls, isDone) = waiting.withLock { waiting in
            let kind = waiting.first?.kind
            // Readings wait for no other process: they are not mixed with what writes.
            let calls = waiting.filter { $0.kind == kind }.prefix(kind == .writesMuch ? 1 : Self.mostCalls)
            var left = calls.count
            waiting.removeAll { call in
                guard call.kind == kind, left > 0 else { return false }
                left -= 1
                return true
            }
            return (calls, waiting.isEmpty)
        }
        if !isDone { schedule() }
        do {
            try database.inTransaction(calls.first?.kind == .reads ? .deferred : .immediate) {
                for call in calls { call.perform(database, isAlone: calls.count == 1) }
                // One that is alone is undone with its transaction.
                return calls.count == 1 && calls[0].hasFailed ? .rollback : .commit
            }
            for call in calls { call.finish(nil) }
        } catch {
            // Where SQLite gave it up before its end, one of them knows why.
            let cause = calls.lazy.compactMap(\.failure).first { !$0.isAbort } ?? error
            for call in calls { call.finish(cause) }
        }
    }
}

extension Error {
    /// Whether it only says that the transaction was lost before.
    fileprivate var isAbort: Bool { (self as? DatabaseError)?.resultCode == .SQLITE_ABORT }
}

private protocol WaitingCall: Sendable {
    var kind: SharedTransactions.Kind { get }
    /// What SQLite said of it; nil: nothing was wrong with it, or something else.
    var failure: DatabaseError? { get }
    /// Whether it was performed and has failed.
    var hasFailed: Bool { get }
    /// Performs it inside a transaction and keeps what comes of it.
    func perform(_ database: Database, isAlone: Bool)
    /// Answers who waits for it; `failure`: why the transaction failed.
    func finish(_ failure: (any Error)?)
}

private final class Call<Value: Sendable>: WaitingCall {
    let kind: SharedTransactions.Kind
    private let body: @Sendable (Database) throws -> Value
    private let continuation: CheckedContinuation<Result<Value, any Error>, Never>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
        kind: SharedTransactions.Kind, body: @escaping @Sendable (Database) throws -> Value,
        continuation: CheckedContinuation<Result<Value, any Error>, Never>
    ) {
        (self.kind, self.body, self.continuation) = (kind, body, continuation)
    }

    var failure: DatabaseError? {
        guard case .failure(let error) = result.withLock({ $0 }) else { return nil }
        return error as? DatabaseError
    }

    var hasFailed: Bool { if case .failure = result.withLock({ $0 }) { true } else { false } }

    func perform(_ database: Database, isAlone: Bool) {
        // Inside a savepoint every statement keeps what it would need to be undone, which takes the longer the more there is.
        let result = Result { try kind == .reads || isAlone ? body(database) : undoneByItself(database) }
        self.result.withLock { $0 = result }
    }

    private func undoneByItself(_ database: Database) throws -> Value {
        var value: Value?
        try database.inSavepoint {
            value = try body(database)
            return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
    }

    func finish(_ failure: (any Error)?) {
        let own = result.withLock { $0 }
        switch (own, failure) {
        case (.failure(let error), let cause?) where error.isAbort: continuation.resume(returning: .failure(cause))
        case (.failure(let error), _), (_, let error?): continuation.resume(returning: .failure(error))
        case (let success?, nil): continuation.resume(returning: success)
        case (nil, nil): continuation.resume(returning: .failure(DatabaseError(resultCode: .SQLITE_ABORT)))
        }
    }
}
