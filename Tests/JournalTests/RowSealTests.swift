import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

/// A row that something else has edited is noticed.
@Suite struct RowSealTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    /// A journal with a row in each table.
    private func leave() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let (ids, version) = (RandomEntries.instances, RandomEntries.versions[0])
        let run = try await journal.begin(RunStart(fleet: fleet, revision: "r", host: "h", pid: 1, startedAt: .test(0)))
        let submission = Submission(from: version, target: version, declared: version, sentAt: .test(1))
        let failure = UpgradeFailure(
            sentAt: .test(0), from: version, declared: version, at: .test(1), reason: Reason(.failed, "words"))
        try await journal.append(
            [
                .seen(at: .test(0), hasExternalActivity: false), .intended(ids[1], submission),
                .concluded(ids[1], sentAt: .test(1), .noTrace, at: .test(2)), .intended(ids[0], submission),
                .concluded(ids[0], sentAt: .test(1), .offTarget(version), at: .test(2)), .found(ids[0], failure),
                .cameToRest([ids[0]: AtRest(version: version, since: .test(0))]), .intended(ids[0], submission),
            ], to: fleet, run: run)
        try await journal.append([
            Intervention(.pause, of: nil, by: Operator(user: "u", host: "h"), at: .test(0), reason: "r")
        ])
        try await journal.append(
            [.acknowledged(Acknowledgement(at: .test(1), instances: [], versions: [ids[0]: version], jobs: ["j"]))],
            to: fleet, run: nil)
        _ = try await journal.acceptRevision(of: run, declaring: [ids[0]], after: nil)
        try await journal.remember(ClockMark(boot: "b", offset: 1), of: run)
        try await journal.complete(run, RunCompletion(result: "held", requests: 0, completed: 0, endedAt: .test(9)))
    }

    /// As any other program does that knows SQLite.
    private func edit(_ sql: String) throws {
        try DatabaseQueue(path: state.directory.journal).write { try $0.execute(sql: sql) }
    }

    @Test(arguments: [
        "UPDATE upgrade SET outcome = 'landed' WHERE outcome IS NULL", "UPDATE upgrade SET sentAt = sentAt + 1",
        "UPDATE upgrade SET job = ''",
        "UPDATE fleet SET name = 'other'", "UPDATE fleet SET forgivenAt = 1", "UPDATE run SET requests = 1",
        "UPDATE failure SET message = 'Words'", "UPDATE failure SET checksum = NULL",
        "UPDATE failure SET checksum = checksum + 1", "UPDATE stray SET landedOn = '2.0.1.1'",
        "UPDATE unanswered SET declared = '2.0.1.1'", "UPDATE settled SET since = 0",
        "UPDATE acknowledgedJob SET job = 'k'", "UPDATE acknowledgedVersion SET version = '2.0.1.1'",
        "UPDATE run SET clockOffset = 2", "UPDATE intervention SET kind = 'resume'",
        "UPDATE intervention SET until = 1",
        "INSERT INTO intervention (kind, user, host, at) VALUES ('resume', 'u', 'h', 1)",
    ])
    func anEditedRowIsAnErrorThatNamesIt(sql: String) async throws {
        try await leave()
        _ = try SQLiteJournal.open(in: state.directory)
        try edit(sql)
        let table = try #require(sql.split(separator: " ").dropFirst(sql.hasPrefix("INSERT") ? 2 : 1).first)
        for open in [
            { _ = try SQLiteJournal.open(in: state.directory) }, { _ = try SQLiteJournal.read(in: state.directory) },
        ] {
            let error = try #require(throws: JournalError.self, performing: open)
            #expect(error.code == .edited, "\(error)")
            #expect(error.message.contains("the table \(table)") && error.message.contains("the row with"), "\(error)")
            #expect(error.hint.contains("backup"))
        }
    }

    /// Opening a journal costs no more because its past is long.
    @Test func whatIsLongOverIsNotReadAgain() async throws {
        try await leave()
        try edit("UPDATE upgrade SET detail = 'other', sentAt = sentAt - 4000000000 WHERE outcome IS NOT NULL")
        _ = try SQLiteJournal.open(in: state.directory)
        try edit("UPDATE upgrade SET outcome = 'landed' WHERE outcome IS NULL")
        #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(in: state.directory) }
    }

    @Test func aResumptionThatWasWrittenInWhileARunIsUnderWayIsNoticed() async throws {
        try await leave()
        let journal = try SQLiteJournal.open(in: state.directory)
        try edit("INSERT INTO intervention (kind, user, host, at) VALUES ('resume', 'u', 'h', 1)")
        let error = try await #require(throws: JournalError.self) { _ = try await journal.pauses(at: .test(5)) }
        #expect(error.code == .edited)
    }

    /// A table that a later migration makes or changes has to be sealed too.
    @Test func everyTableIsSealed() throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try journal.database.read { database in
            let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'grdb_migrations'"
            for table in try String.fetchAll(database, sql: sql) where !RowSeal.unsealed.contains(table) {
                #expect(try database.columns(in: table).contains { $0.name == "checksum" }, "\(table)")
            }
        }
    }

    @Test func whatThisProgramWritesIsSealed() async throws {
        try await leave()
        let journal = try SQLiteJournal.open(in: state.directory)
        try await journal.append(
            [.acknowledged(Acknowledgement(at: .test(3))), .leftRest([RandomEntries.instances[0]])], to: fleet,
            run: nil)
        _ = try SQLiteJournal.open(in: state.directory)
        _ = try SQLiteJournal.read(in: state.directory)
    }
}
