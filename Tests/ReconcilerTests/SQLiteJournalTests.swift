import Fleet
import Foundation
import GRDB
import Planning
import Testing

@testable import Reconciler

@Suite struct SQLiteJournalTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    /// The law: reading back what was appended is the fold of what was appended, across processes and fleets.
    @Test(arguments: 0..<80 as Range<UInt64>)
    func aHistoryIsTheFoldOfItsEntries(seed: UInt64) throws {
        var entries = RandomEntries(seed: seed)
        let fleets = [try FleetKey.test("orders"), try FleetKey.test("orders", region: "eu-west-101")]
        let memory = InMemoryJournal()
        var folds = [FleetState(), FleetState()]
        var journal = try SQLiteJournal.open(in: state.directory)
        var runs: [RunID] = []
        for step in 0..<20 {
            let which = entries.chance(70) ? 0 : 1
            if entries.chance(15) {
                let start = RunStart(
                    fleet: fleets[which], revision: "main@\(step)", host: "h", pid: 1, startedAt: .test(step))
                let id = try journal.begin(start)
                #expect(memory.begin(start) == id)
                runs.append(id)
            }
            let run = entries.chance(80) ? runs.last : nil
            let some = (0..<(entries.chance(70) ? 1 : 4)).map { _ in entries.next() }
            try journal.append(some, to: fleets[which], run: run)
            memory.append(some, to: fleets[which], run: run)
            for entry in some { folds[which].apply(entry) }
            if entries.chance(10) { journal = try SQLiteJournal.open(in: state.directory) }
            try #require(try journal.fleetState(of: fleets[which]) == folds[which], "seed \(seed), after \(some)")
        }
        let read = try SQLiteJournal.read(in: state.directory)
        #expect(try fleets.map { try read.fleetState(of: $0) } == folds)
        #expect(fleets.map { memory.fleetState(of: $0) } == folds)
        #expect(try read.runs(ofFleetsNamed: nil, limit: 100) == memory.runs(ofFleetsNamed: nil, limit: 100))
        let versions = Set(RandomEntries.versions.prefix(2))
        for fleet in fleets {
            #expect(
                try read.offTargetUpgrades(declaring: versions, besides: fleet)
                    == memory.offTargetUpgrades(declaring: versions, besides: fleet))
        }
    }

    /// What a power cut leaves must hold every intent whose call may have left.
    @Test func commitsAreOnTheDiskBeforeTheyReturn() throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: .test("orders"), run: nil)
        let (synchronous, mode) = try journal.database.writeWithoutTransaction { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect((synchronous, mode) == (2, "wal"))
    }

    @Test func entriesAreTakenAllOrNone() throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        try journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: nil)
        let before = try journal.fleetState(of: fleet)
        try journal.database.write {
            try $0.execute(
                sql: "CREATE TRIGGER no BEFORE INSERT ON settled BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let atRest = [RandomEntries.instances[0]: AtRest(version: RandomEntries.versions[0], since: .test(1))]
        #expect(throws: JournalError.self) {
            try journal.append(
                [.acknowledged(Acknowledgement(at: .test(1))), .cameToRest(atRest)], to: fleet, run: nil)
        }
        #expect(try journal.fleetState(of: fleet) == before)
    }

    /// A run of a fleet that is in sync writes nothing.
    @Test func whatChangesNothingIsNotWritten() throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        try journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: nil)
        let wal = URL(filePath: state.directory.journal + "-wal")
        let before = try Data(contentsOf: wal)
        try journal.append([.seen(at: .test(9), hasExternalActivity: false)], to: fleet, run: nil)
        #expect(try Data(contentsOf: wal) == before)
        #expect(try journal.fleetState(of: fleet).firstSeenAt == .test(0))
    }

    @Test(arguments: [
        "SELECT * FROM upgrade WHERE fleetID = 1 AND outcome IS NULL",
        "SELECT * FROM upgrade WHERE fleetID = 1 AND instance = 'i' AND outcome IS NULL AND sentAt = 1",
        "SELECT * FROM upgrade WHERE runID = 1 ORDER BY id",
        "SELECT * FROM failure WHERE fleetID = 1 ORDER BY id",
    ])
    func thePastIsNotScanned(sql: String) throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let plan = try journal.database.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(sql)") }
            .map { "\($0["detail"] as String? ?? "")" }
        #expect(plan.contains { $0.hasPrefix("SEARCH") } && !plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
    }

    @Test func aCodeOfANewerVersionIsStillAFailure() throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let (fleet, id) = (try FleetKey.test("orders"), RandomEntries.instances[0])
        let version = RandomEntries.versions[0]
        let failure = UpgradeFailure(
            sentAt: .test(0), from: version, declared: version, at: .test(1), reason: Reason(.refused, "words"))
        try journal.append([.found(id, failure)], to: fleet, run: nil)
        try journal.database.write { try $0.execute(sql: "UPDATE failure SET code = 'fromTheFuture'") }
        #expect(try journal.fleetState(of: fleet).failures[id]?.map(\.reason) == [Reason(.failed, "words")])
    }

    @Test func readingWhereThereIsNoJournalMakesNone() throws {
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try journal.fleetState(of: .test("orders")) == FleetState())
        #expect(try journal.runs(ofFleetsNamed: nil, limit: 5).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: state.directory.path))
    }

    @Test func aFileThatIsBeingSetUpReadsAsEmpty() throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: state.directory.journal))
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try journal.fleetState(of: .test("orders")) == FleetState())
        #expect(try Data(contentsOf: URL(filePath: state.directory.journal)).isEmpty)
    }

    /// The files of a process that was killed: what it had committed is in the file beside the journal.
    @Test(arguments: [true, false])
    func whatAKilledProcessLeavesIsRead(readOnly: Bool) throws {
        let (fleet, journal) = (try FleetKey.test("orders"), try SQLiteJournal.open(in: state.directory))
        try journal.append([.seen(at: .test(7), hasExternalActivity: true)], to: fleet, run: nil)
        let copy = try TemporaryState()
        try FileManager.default.createDirectory(atPath: copy.directory.path, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: state.directory.journal + suffix, toPath: copy.directory.journal + suffix)
        }
        let left: any Journal =
            readOnly ? try SQLiteJournal.read(in: copy.directory) : try SQLiteJournal.open(in: copy.directory)
        let expected = try journal.fleetState(of: fleet)
        #expect(expected.externalActivityAt == .test(7))
        #expect(try left.fleetState(of: fleet) == expected)
    }

    /// Cron starts them all in the same second, on a machine that has no journal yet.
    @Test func manySetTheFileUpAtOnceAndAppend() async throws {
        let (writers, appends) = (16, 10)
        let (directory, fleet) = (state.directory, try FleetKey.test("orders"))
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            do {
                                let journal = try SQLiteJournal.open(in: directory, busyTimeout: .seconds(120))
                                for append in 0..<appends {
                                    let version = KernelVersion(UInt32(writer), 0, 0, UInt32(append))
                                    let failure = UpgradeFailure(
                                        sentAt: .test(writer * appends + append), from: version, declared: version,
                                        at: .test(0), reason: Reason(.failed, ""))
                                    try journal.append(
                                        [.found(RandomEntries.instances[0], failure)], to: fleet, run: nil)
                                }
                                continuation.resume(returning: nil)
                            } catch {
                                continuation.resume(returning: error)
                            }
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.compactMap(\.self).map { "\($0)" } == [])
        let fleetState = try SQLiteJournal.read(in: directory).fleetState(of: fleet)
        #expect(fleetState.failures[RandomEntries.instances[0]]?.count == writers * appends)
    }
}
