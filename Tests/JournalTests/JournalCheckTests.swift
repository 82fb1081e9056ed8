import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

/// `journal check` finds what is wrong, and changes nothing.
@Suite struct JournalCheckTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private func leave() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        let (id, version) = (RandomEntries.instances[0], RandomEntries.versions[0])
        let run = try await journal.begin(RunStart(fleet: fleet, revision: "r", host: "h", pid: 1, startedAt: .test(0)))
        let submission = Submission(from: version, target: version, declared: version, sentAt: .test(1))
        let failure = UpgradeFailure(
            sentAt: .test(0), from: version, declared: version, at: .test(1), reason: Reason(.failed, "words"))
        try await journal.append(
            [
                .seen(at: .test(0), hasExternalActivity: false), .intended(id, submission), .found(id, failure),
                .cameToRest([id: AtRest(version: version, since: .test(0))]),
            ], to: fleet, run: run)
        try await journal.append([
            Intervention(.pause, of: nil, by: Operator(user: "u", host: "h"), at: .test(0), until: .distantFuture)
        ])
    }

    private func check() throws -> JournalCheckup { try SQLiteJournal.check(in: state.directory, now: .test(100)) }

    @Test func aSoundJournalHasNoProblems() async throws {
        try await leave()
        let before = try Data(contentsOf: URL(filePath: state.directory.journal))
        let checkup = try check()
        #expect(checkup.problems == [])
        #expect(checkup.version == checkup.currentVersion && checkup.currentVersion == JournalSchema.currentVersion)
        #expect(checkup.statistics?.runs == 1 && checkup.statistics?.upgrades == 1)
        #expect(try Data(contentsOf: URL(filePath: state.directory.journal)) == before)
    }

    /// What another program has done, and which checks notice. Without the checksums, as a version that erred would leave it.
    @Test(
        arguments: [
            ("UPDATE run SET host = 'other'", JournalProblem.Check.checksums, "the row with id 1 of the table run"),
            (
                "PRAGMA foreign_keys = OFF; DELETE FROM fleet", .references,
                "of the table run belongs to a row of the table fleet"
            ),
            ("UPDATE run SET ending = 'converged'", .rows, "the row with id 1 of the table run has ended and has not"),
            ("UPDATE upgrade SET outcome = 'x'", .rows, "an outcome that no version wrote"),
            ("UPDATE upgrade SET endedAt = 1", .rows, "is open and has ended"),
            ("UPDATE upgrade SET declared = 'x'", .rows, "the row with id 1 of the table upgrade cannot be read"),
            (
                "UPDATE upgrade SET earlierFailures = 'x'", .rows,
                "the row with id 1 of the table upgrade cannot be read"
            ),
            ("UPDATE failure SET instance = 'x'", .rows, "of the table failure cannot be read"),
            ("UPDATE settled SET since = 9999999999999", .rows, "has a time that is not in the past: since"),
            ("UPDATE intervention SET kind = 'x'", .rows, "of a kind that no version wrote"),
        ] as [(String, JournalProblem.Check, String)])
    func whatIsWrongIsNamed(sql: String, check: JournalProblem.Check, words: String) async throws {
        try await leave()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try await DatabaseQueue(path: state.directory.journal, configuration: configuration).writeWithoutTransaction {
            try $0.execute(sql: sql)
        }
        let problems = try self.check().problems
        #expect(problems.contains { $0.check == check && $0.message.contains(words) }, "\(problems)")
    }

    @Test func aFileThatIsNoJournalIsAProblemAndOneThatIsNotThereAnError() throws {
        let error = try #require(throws: JournalError.self) { try check() }
        #expect(error.code == .missing && error.hint.contains("--state"))
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        let file = URL(filePath: state.directory.journal)
        try Data().write(to: file)
        #expect(try check().problems.map(\.check) == [.version])
        try Data(repeating: 0x5A, count: 8192).write(to: file)
        #expect(try check().problems.map(\.check) == [.file])
    }

    @Test func aPageThatHasSufferedIsAProblemOfTheFile() async throws {
        try await leave()
        try await SQLiteJournal.open(in: state.directory).database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let file = URL(filePath: state.directory.journal)
        var data = try Data(contentsOf: file)
        data.replaceSubrange(8192..<20480, with: Data(repeating: 0xA5, count: 12288))
        try data.write(to: file)
        let problems = try check().problems
        #expect(problems.first?.check == .file, "\(problems)")
    }

    @Test func aJournalOfANewerVersionIsAProblemAndOneOfAnOlderIsNot() async throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        let database = try DatabaseQueue(path: state.directory.journal)
        try JournalSchema.migrator.migrate(database, upTo: "2")
        let older = try check()
        #expect(older.problems == [] && older.version == 2 && older.currentVersion > 2)
        try await database.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('from the future')")
        }
        #expect(try check().problems.map(\.check) == [.version])
    }
}
