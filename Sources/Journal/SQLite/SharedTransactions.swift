import GRDB
import Synchronization

/// Calls that wait for the journal's one connection. Those of one kind that wait together share one transaction, and
/// with it one wait for the disk, so that a thousand fleets that begin together take hardly longer than one.
///
/// A call that fails is undone by itself. Where the transaction fails, all of them have failed.
final class SharedTransactions: Sendable {
    /// The most calls of one transaction: what waits behind it is not to wait for long.
    private static let mostCalls = 1000

    private let database: DatabaseQueue
    private let waiting = Mutex<[any WaitingCall]>([])

    init(_ database: DatabaseQueue) { self.database = database }

    /// How many calls wait now.
    var count: Int { waiting.withLock { $0.count } }

    /// Performs a call and returns once its transaction has ended. `writes`: it may change something. It is not broken
    /// off where the task is cancelled, unlike GRDB's own functions: what a stopped run still learns is written.
    func perform<Value: Sendable>(
        writes: Bool, _ body: @escaping @Sendable (Database) throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            let call = Call(writes: writes, body: body, continuation: continuation)
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
            let writes = waiting.first?.writes
            // Readings wait for no other process: they are not mixed with what writes.
            let calls = waiting.filter { $0.writes == writes }.prefix(Self.mostCalls)
            var left = calls.count
            waiting.removeAll { call in
                guard call.writes == writes, left > 0 else { return false }
                left -= 1
                return true
            }
            return (calls, waiting.isEmpty)
        }
        if !isDone { schedule() }
        do {
            try database.inTransaction(calls.first?.writes == true ? .immediate : .deferred) {
                for call in calls { call.perform(database) }
                return .commit
            }
            for call in calls { call.finish(nil) }
        } catch {
            for call in calls { call.finish(error) }
        }
    }
}

private protocol WaitingCall: Sendable {
    var writes: Bool { get }
    /// Performs it inside a transaction and keeps what comes of it.
    func perform(_ database: Database)
    /// Answers who waits for it; `failure`: why the transaction failed.
    func finish(_ failure: (any Error)?)
}

private final class Call<Value: Sendable>: WaitingCall {
    let writes: Bool
    private let body: @Sendable (Database) throws -> Value
    private let continuation: CheckedContinuation<Result<Value, any Error>, Never>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
        writes: Bool, body: @escaping @Sendable (Database) throws -> Value,
        continuation: CheckedContinuation<Result<Value, any Error>, Never>
    ) {
        (self.writes, self.body, self.continuation) = (writes, body, continuation)
    }

    func perform(_ database: Database) {
        let result = Result { try writes ? undoneByItself(database) : body(database) }
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
        case (.failure(let error), _), (_, let error?): continuation.resume(returning: .failure(error))
        case (let success?, nil): continuation.resume(returning: success)
        case (nil, nil): continuation.resume(returning: .failure(DatabaseError(resultCode: .SQLITE_ABORT)))
        }
    }
}
