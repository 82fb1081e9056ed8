import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

@Suite struct SQLiteJournalTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    /// What a power cut leaves must hold every intent whose call may have left.
    @Test func commitsAreOnTheDiskBeforeTheyReturn() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try await journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: .test("orders"), run: nil)
        let (synchronous, mode) = try await journal.database.writeWithoutTransaction { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect((synchronous, mode) == (2, "wal"))
    }

    @Test func entriesAreTakenAllOrNone() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        try await journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: nil)
        let before = try await journal.fleetState(of: fleet)
        try await journal.database.write {
            try $0.execute(
                sql: "CREATE TRIGGER no BEFORE INSERT ON settled BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let atRest = [RandomEntries.instances[0]: AtRest(version: RandomEntries.versions[0], since: .test(1))]
        await #expect(throws: JournalError.self) {
            try await journal.append(
                [.acknowledged(Acknowledgement(at: .test(1))), .cameToRest(atRest)], to: fleet, run: nil)
        }
        #expect(try await journal.fleetState(of: fleet) == before)
    }

    /// A run of a fleet that is in sync writes nothing.
    @Test func whatChangesNothingIsNotWritten() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        try await journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: nil)
        let wal = URL(filePath: state.directory.journal + "-wal")
        let before = try Data(contentsOf: wal)
        try await journal.append([.seen(at: .test(9), hasExternalActivity: false)], to: fleet, run: nil)
        #expect(try Data(contentsOf: wal) == before)
        #expect(try await journal.fleetState(of: fleet).firstSeenAt == .test(0))
    }

    @Test(
        arguments: [StoredFleetState.open, "failure", "stray", "unanswered", "settled", "acknowledgedVersion"].map {
            StoredFleetState.selection($0, ofSome: true)
        } + [
            StoredFleetState.selection(StoredFleetState.open, ofSome: false),
            StoredFleetState.selection("failure", ofSome: false) + " ORDER BY id",
            "SELECT * FROM upgrade WHERE fleetID = ? AND instance = 'i' AND outcome IS NULL",
            "SELECT * FROM upgrade WHERE runID = ? ORDER BY id",
            SQLiteJournal.completedDurations,
            "SELECT id, endedAt FROM run WHERE fleetID = ? ORDER BY id DESC LIMIT 1",
            "SELECT revision FROM run WHERE fleetID = ? AND isAccepted ORDER BY id DESC LIMIT 1",
        ])
    func neitherThePastNorTheFleetIsScanned(sql: String) async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let statement = "EXPLAIN QUERY PLAN " + sql.replacing("?", with: "'[1]'")
        let plan = try await journal.database.read { database in
            try Row.fetchAll(database, sql: statement).map { "\($0["detail"] as String? ?? "")" }
        }
        let tables = plan.filter { !$0.contains("json_each") }
        #expect(tables.contains { $0.hasPrefix("SEARCH") } && !tables.contains { $0.hasPrefix("SCAN") }, "\(plan)")
        #expect(!sql.contains("json_each") || tables.contains { $0.contains("instance=?") }, "\(plan)")
    }

    @Test func aCodeOfANewerVersionIsStillAFailure() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let (fleet, id) = (try FleetKey.test("orders"), RandomEntries.instances[0])
        let version = RandomEntries.versions[0]
        let failure = UpgradeFailure(
            sentAt: .test(0), from: version, declared: version, at: .test(1), reason: Reason(.refused, "words"))
        try await journal.append([.found(id, failure)], to: fleet, run: nil)
        try await journal.database.write { try $0.execute(sql: "UPDATE failure SET code = 'fromTheFuture'") }
        #expect(try await journal.fleetState(of: fleet).failures[id]?.map(\.reason) == [Reason(.failed, "words")])
    }

    @Test func readingWhereThereIsNoJournalMakesNone() async throws {
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try await journal.fleetState(of: .test("orders")) == FleetState())
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 5).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: state.directory.path))
    }

    @Test func aFileThatIsBeingSetUpReadsAsEmpty() async throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: state.directory.journal))
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try await journal.fleetState(of: .test("orders")) == FleetState())
        #expect(try Data(contentsOf: URL(filePath: state.directory.journal)).isEmpty)
    }

    /// `status` looks while the first run makes the tables.
    @Test func whoReadsDoesNotTripOverOneThatSetsTheFileUp() async throws {
        for _ in 1...60 {
            let state = try TemporaryState()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try SQLiteJournal.open(in: state.directory) }
                for _ in 1...20 {
                    let journal = try SQLiteJournal.read(in: state.directory)
                    #expect(try await journal.fleetState(of: .test("orders")) == FleetState())
                }
                try await group.waitForAll()
            }
        }
    }

    /// The files of a process that was killed: what it had committed is in the file beside the journal.
    @Test(arguments: [true, false])
    func whatAKilledProcessLeavesIsRead(readOnly: Bool) async throws {
        let (fleet, journal) = (try FleetKey.test("orders"), try SQLiteJournal.open(in: state.directory))
        try await journal.append([.seen(at: .test(7), hasExternalActivity: true)], to: fleet, run: nil)
        let copy = try TemporaryState()
        try FileManager.default.createDirectory(atPath: copy.directory.path, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: state.directory.journal + suffix, toPath: copy.directory.journal + suffix)
        }
        let left: any JournalStore =
            readOnly ? try SQLiteJournal.read(in: copy.directory) : try SQLiteJournal.open(in: copy.directory)
        let expected = try await journal.fleetState(of: fleet)
        #expect(expected.externalActivityAt == .test(7))
        #expect(try await left.fleetState(of: fleet) == expected)
    }

    /// Cron starts them all in the same second, on a machine that has no journal yet.
    @Test func manySetTheFileUpAtOnceAndAppend() async throws {
        let (writers, appends) = (16, 10)
        let (directory, fleet) = (state.directory, try FleetKey.test("orders"))
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    do {
                        // On a thread of its own, as a process: opening waits for the others.
                        let journal = try await Self.onThread {
                            try SQLiteJournal.open(in: directory, busyTimeout: .seconds(120))
                        }
                        for append in 0..<appends {
                            let version = KernelVersion(UInt32(writer), 0, 0, UInt32(append))
                            let failure = UpgradeFailure(
                                sentAt: .test(writer * appends + append), from: version, declared: version,
                                at: .test(0), reason: Reason(.failed, ""))
                            try await journal.append(
                                [.found(RandomEntries.instances[0], failure)], to: fleet, run: nil)
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.compactMap(\.self).map { "\($0)" } == [])
        let fleetState = try await SQLiteJournal.read(in: directory).fleetState(of: fleet)
        #expect(fleetState.failures[RandomEntries.instances[0]]?.count == writers * appends)
    }

    private static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
