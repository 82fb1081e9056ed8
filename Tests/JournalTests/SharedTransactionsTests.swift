import Foundation
import GRDB
import Testing

@testable import Journal

/// Calls that wait together share a transaction, and none of them notices.
@Suite struct SharedTransactionsTests {
    private struct Refusal: Error {}

    private let database: DatabaseQueue
    private let transactions: SharedTransactions
    private let commits = CommitCounter()

    init() throws {
        database = try DatabaseQueue()
        try database.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER PRIMARY KEY)") }
        database.add(transactionObserver: commits, extent: .databaseLifetime)
        transactions = SharedTransactions(database)
    }

    /// Performs the calls together: none begins before all of them wait.
    private func together<Value: Sendable>(
        _ calls: [(kind: SharedTransactions.Kind, body: @Sendable (Database) throws -> Value)]
    ) async throws -> [Result<Value, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        database.asyncWriteWithoutTransaction { _ in gate.wait() }
        return try await withThrowingTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask { (index, await transactions.perform(call.kind, call.body)) }
            }
            defer { gate.signal() }
            let deadline = ContinuousClock.now + .seconds(60)
            while transactions.count < calls.count {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(1))
            }
            gate.signal()
            var results: [Int: Result<Value, any Error>] = [:]
            for try await (index, result) in group { results[index] = result }
            return calls.indices.compactMap { results[$0] }
        }
    }

    private static func insert(_ number: Int) -> @Sendable (Database) throws -> Int {
        { database in
            try database.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
            return number
        }
    }

    private func numbers() throws -> [Int] {
        try database.read { try Int.fetchAll($0, sql: "SELECT value FROM number ORDER BY value") }
    }

    @Test func whatWaitsTogetherIsOneTransaction() async throws {
        let results = try await together((0..<100).map { (.writes, Self.insert($0)) })
        #expect(try results.map { try $0.get() } == Array(0..<100))
        #expect(try numbers() == Array(0..<100))
        #expect(commits.count == 1)
    }

    @Test func thatOfSoManyIsShort() async throws {
        _ = try await together((0..<2500).map { (.writes, Self.insert($0)) })
        #expect(try numbers().count == 2500 && commits.count == 3)
    }

    /// Half of it was written before it failed.
    @Test func aCallThatFailsIsUndoneByItself() async throws {
        let results = try await together(
            (0..<10).map { number in
                (
                    .writes,
                    { database in
                        _ = try Self.insert(number)(database)
                        if number % 2 == 1 { throw Refusal() }
                        return number
                    }
                )
            })
        #expect(results.map { (try? $0.get()) != nil } == (0..<10).map { $0 % 2 == 0 })
        #expect(results.allSatisfy { if case .failure(let error) = $0 { error is Refusal } else { true } })
        #expect(try numbers() == [0, 2, 4, 6, 8])
    }

    /// It has no savepoint of its own.
    @Test func oneThatIsAloneIsUndoneWithItsTransaction() async throws {
        let refused: Result<Int, any Error> = await transactions.perform(.writes) { database in
            _ = try Self.insert(1)(database)
            throw Refusal()
        }
        #expect(throws: Refusal.self) { try refused.get() }
        let full: Result<Int, any Error> = await transactions.perform(.writes) { database in
            _ = try Self.insert(2)(database)
            try database.execute(sql: "ROLLBACK")
            throw DatabaseError(resultCode: .SQLITE_FULL)
        }
        #expect((#expect(throws: DatabaseError.self) { try full.get() })?.resultCode == .SQLITE_FULL)
        let unnoticed: Result<Int, any Error> = await transactions.perform(.writes) { database in
            try database.execute(sql: "ROLLBACK")
            return (try? Self.insert(3)(database)) ?? 3
        }
        #expect(throws: DatabaseError.self) { try unnoticed.get() }
        #expect(try numbers().isEmpty)
        #expect(try await transactions.perform(.writes, Self.insert(4)).get() == 4, "the next one is as before")
        #expect(try numbers() == [4])
    }

    /// As SQLite does by itself where the disk is full: nothing of it may be believed, nor may what comes after stay.
    @Test func whereTheTransactionIsLostAllOfItHasFailed() async throws {
        var calls = (0..<10).map { (kind: SharedTransactions.Kind.writes, body: Self.insert($0)) }
        calls[5].body = { database in
            try database.execute(sql: "ROLLBACK")
            return 5
        }
        let results = try await together(calls)
        #expect(results.allSatisfy { (try? $0.get()) == nil })
        #expect(try numbers().isEmpty)
        #expect(try await transactions.perform(.writes, Self.insert(7)).get() == 7, "the next one is as before")
        #expect(try numbers() == [7])
    }

    /// One of them knows why, and says it for all: that the transaction is no more tells a person nothing.
    @Test func whatWasWrongIsSaidOfAll() async throws {
        var calls = (0..<10).map { (kind: SharedTransactions.Kind.writes, body: Self.insert($0)) }
        calls[5].body = { database in
            try database.execute(sql: "ROLLBACK")
            throw DatabaseError(resultCode: .SQLITE_FULL)
        }
        for result in try await together(calls) {
            let error = #expect(throws: DatabaseError.self) { try result.get() }
            #expect(error?.resultCode == .SQLITE_FULL)
        }
    }

    @Test func whatWritesMuchHasATransactionOfItsOwn() async throws {
        _ = try await together((0..<4).map { ($0 < 2 ? .writesMuch : .writes, Self.insert($0)) })
        #expect(try numbers() == [0, 1, 2, 3] && commits.count == 3)
    }

    @Test func whatReadsHasATransactionOfItsOwn() async throws {
        let count: @Sendable (Database) throws -> Int = {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM number") ?? 0
        }
        let results = try await together([
            (.writes, Self.insert(0)), (.reads, count), (.writes, Self.insert(1)), (.reads, count),
        ])
        #expect(try results.map { try $0.get() } == [0, 2, 1, 2])
    }
}

/// Counts transactions that changed something.
private final class CommitCounter: TransactionObserver, @unchecked Sendable {
    private(set) var count = 0

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count += 1 }
    func databaseDidRollback(_ db: Database) {}
}
