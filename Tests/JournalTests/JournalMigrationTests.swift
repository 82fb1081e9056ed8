import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

/// Journals that earlier versions of the program have written.
@Suite struct JournalMigrationTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    /// A journal of the first version, with an upgrade whose job was seen.
    private func leaveTheFirst() throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        let database = try DatabaseQueue(path: state.directory.journal)
        try JournalSchema.migrator.migrate(database, upTo: "1")
        try database.write {
            try $0.execute(
                sql: """
                    INSERT INTO fleet (id, region, project, name) VALUES (1, 'cn-north-4', ?, 'orders');
                    INSERT INTO upgrade (
                        fleetID, instance, fromVersion, target, declared, delay, sentAt, answeredAt, job, jobSeenAt,
                        earlierFailures
                    ) VALUES (1, ?, '2.0.70.260100', '2.0.71.260100', '2.0.71.260100', 0, 1000, 2000, 'j', 3000, '[]');
                    """, arguments: [FleetKey.project?.description, RandomEntries.instances[0].description])
        }
    }

    @Test(arguments: [true, false])
    func whatWasOpenStaysOpen(readOnly: Bool) async throws {
        try leaveTheFirst()
        let before = try Data(contentsOf: URL(filePath: state.directory.journal))
        let journal = try readOnly ? SQLiteJournal.read(in: state.directory) : SQLiteJournal.open(in: state.directory)
        let versions = RandomEntries.versions
        let expected = Submission(
            from: versions[0], target: versions[1], declared: versions[1], sentAt: Date(milliseconds: 1000),
            acceptance: .accepted(at: Date(milliseconds: 2000)),
            progress: .running(Submission.RunningJob(id: "j", since: Date(milliseconds: 2000))))
        #expect(try await journal.fleetState(of: .test("orders")).submissions == [RandomEntries.instances[0]: expected])
        if readOnly { #expect(try Data(contentsOf: URL(filePath: state.directory.journal)) == before) }
    }

    /// What earlier versions applied has to be followed.
    @Test func theRevisionOfAnEarlierVersionsRunCountsAsAccepted() async throws {
        try leaveTheFirst()
        try await DatabaseQueue(path: state.directory.journal).write {
            try $0.execute(
                sql: """
                    INSERT INTO run (id, fleetID, revision, host, pid, startedAt) VALUES (1, 1, 'main@1', 'h', 1, 500);
                    """)
        }
        let journal = try SQLiteJournal.open(in: state.directory)
        #expect(try await journal.acceptedRevisions(of: .test("orders"), declaring: []).first?.revision == "main@1")
    }

    /// A journal of the eighth version, which knew no signatures.
    @Test(arguments: [true, false]) func aRunOfAnEarlierVersionHasNoSignatures(readOnly: Bool) async throws {
        try leaveTheFirst()
        let database = try DatabaseQueue(path: state.directory.journal)
        try await database.write {
            try $0.execute(
                sql: """
                    INSERT INTO run (id, fleetID, revision, host, pid, startedAt) VALUES (1, 1, 'main@1', 'h', 1, 500);
                    """)
        }
        let journal = try readOnly ? SQLiteJournal.read(in: state.directory) : SQLiteJournal.open(in: state.directory)
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 9).map(\.start.signatures) == [RevisionSignatures()])
    }

    /// It ended when the record of the upgrade says, or was requested last where there is none any more.
    @Test(arguments: [true, false]) func anOffTargetUpgradeHasTheEndOfItsRecord(hasRecord: Bool) async throws {
        try leaveTheFirst()
        try await DatabaseQueue(path: state.directory.journal).write {
            try $0.execute(
                sql: """
                    UPDATE upgrade SET outcome = 'strayed', endedAt = 4000;
                    INSERT INTO stray VALUES (1, ?, 1000, '2.0.71.260100', '2.0.72.260100');
                    """, arguments: [RandomEntries.instances[0].description])
            if !hasRecord { try $0.execute(sql: "DELETE FROM upgrade") }
        }
        let offTarget = try await SQLiteJournal.open(in: state.directory).fleetState(of: .test("orders")).offTarget
        #expect(offTarget.values.map(\.at) == [Date(milliseconds: hasRecord ? 4000 : 1000)])
    }

    /// The second version told when a job was gone, also of what the first had written.
    @Test(arguments: [
        (true, false, Submission.Progress.scheduled(.init(id: "j"))),
        (true, true, .gone(.scheduled(.init(id: "j")), at: Date(milliseconds: 5000))),
        (false, true, .gone(.failed("j"), at: Date(milliseconds: 5000))),
    ])
    func whatTheSecondVersionAddedToTheFirstIsRead(delay: Bool, isGone: Bool, expected: Submission.Progress)
        async throws
    {
        try leaveTheFirst()
        let database = try DatabaseQueue(path: state.directory.journal)
        try await database.write { try $0.execute(sql: "UPDATE upgrade SET delay = ?", arguments: [delay]) }
        try JournalSchema.migrator.migrate(database, upTo: "2")
        if isGone { try await database.write { try $0.execute(sql: "UPDATE upgrade SET jobGoneAt = 5000") } }
        let journal = try SQLiteJournal.open(in: state.directory)
        let submission = try await journal.fleetState(of: .test("orders")).submissions[RandomEntries.instances[0]]
        #expect(submission?.delay == delay)
        #expect(submission?.progress == expected)
    }

    /// The first version called a completed upgrade "landed".
    @Test(arguments: ["landed", "completed"], [true, false])
    func whatAnOlderVersionCompletedTellsHowLongAnUpgradeTakes(outcome: String, readOnly: Bool) async throws {
        try leaveTheFirst()
        try await DatabaseQueue(path: state.directory.journal).write {
            try $0.execute(sql: "UPDATE upgrade SET outcome = ?, endedAt = 901000", arguments: [outcome])
        }
        let journal = try readOnly ? SQLiteJournal.read(in: state.directory) : SQLiteJournal.open(in: state.directory)
        #expect(try await journal.completedDurations(of: .test("orders"), limit: 100) == [.seconds(900)])
    }

    /// Outcomes and reasons have been renamed since; what was written goes by its new name.
    @Test(arguments: [("landed", "completed"), ("strayed", "offTarget"), ("lost", "noTrace"), ("refused", "refused")])
    func whatWasWrittenGoesByItsNewName(old: String, new: String) async throws {
        try leaveTheFirst()
        try await DatabaseQueue(path: state.directory.journal).write {
            try $0.execute(
                sql: """
                    INSERT INTO run (id, fleetID, revision, host, pid, startedAt) VALUES (1, 1, 'main@1', 'h', 1, 500);
                    UPDATE upgrade SET runID = 1, outcome = ?, endedAt = 4000;
                    INSERT INTO failure (fleetID, instance, sentAt, fromVersion, declared, seenAt, code, message)
                    VALUES (1, ?, 1000, '2.0.70.260100', '2.0.71.260100', 4000, 'unanswered', 'words');
                    """, arguments: [old, RandomEntries.instances[0].description])
        }
        let journal = try SQLiteJournal.open(in: state.directory)
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 1).first?.upgrades.map(\.outcome) == [new])
        let failures = try await journal.fleetState(of: .test("orders")).failures[RandomEntries.instances[0]]
        #expect(failures?.map(\.reason) == [Reason(.outcomeUnknown, "words")])
    }
}
