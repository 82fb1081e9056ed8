import Fleet
import Foundation
import GRDB
import Planning
import TestSupport
import Testing

@testable import Reconciler

@Suite struct JournalErrorTests {
    let state: TemporaryState
    let fleet: FleetKey
    var file: String { state.directory.journal }

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    /// A journal that somebody else has left.
    func leave(_ change: (Database) throws -> Void = { _ in }) throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try journal.append(
            (0..<200).map {
                let version = KernelVersion(1, 0, 0, 0)
                return .found(
                    RandomEntries.instances[0],
                    UpgradeFailure(
                        sentAt: .test($0), from: version, declared: version, at: .test(0),
                        reason: Reason(.failed, String(repeating: "words ", count: 40))))
            }, to: fleet, run: nil)
        try journal.database.write(change)
    }

    func expect(_ code: JournalError.Code, startsAfresh: Bool = true, _ body: () throws -> Void) throws {
        let error = try #require(throws: JournalError.self, performing: body)
        #expect(error.code == code, "\(error)")
        #expect(error.message.contains(file), "\(error)")
        #expect(error.hint.contains("mv '\(file)'*") == startsAfresh, "\(error)")
        // It is shown as one line each, and a command in it is copied to the line's end.
        #expect(!"\(error)".contains("\n"), "\(error)")
        #expect(!startsAfresh || error.hint.hasSuffix("/away'"), "\(error)")
    }

    @Test(arguments: [true, false])
    func aFileThatIsNoDatabase(readOnly: Bool) throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 4096).write(to: URL(filePath: file))
        try expect(.damaged) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == Data(repeating: 65, count: 4096))
    }

    @Test func aFileThatHasSuffered() throws {
        try leave()
        let size = try Data(contentsOf: URL(filePath: file)).count
        let handle = try FileHandle(forUpdating: URL(filePath: file))
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xAB, count: size - 4096))
        try handle.close()
        try expect(.damaged) { _ = try open().fleetState(of: fleet) }
    }

    @Test(arguments: ["UPDATE failure SET declared = 'none'", "UPDATE failure SET instance = ''"])
    func aValueThatIsNone(sql: String) throws {
        try leave { try $0.execute(sql: sql) }
        try expect(.damaged) { _ = try open().fleetState(of: fleet) }
    }

    @Test(arguments: [true, false])
    func aJournalOfANewerVersion(readOnly: Bool) throws {
        try leave { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        try expect(.newer) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
    }

    @Test func somethingElseThatIsADatabase() throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try DatabaseQueue(path: file).write { try $0.execute(sql: "CREATE TABLE fleet (ship TEXT)") }
        try expect(.failed) { _ = try open() }
    }

    @Test(arguments: [true, false])
    func aDirectory(readOnly: Bool) throws {
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        try expect(.isDirectory) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
    }

    /// The files beside it can't be made: as in a directory that may not be written, but for every user.
    @Test(arguments: [true, false])
    func aFileBesideItThatCannotBeMade(readOnly: Bool) throws {
        try leave()
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file + suffix)
            try FileManager.default.createDirectory(atPath: file + suffix, withIntermediateDirectories: true)
        }
        try expect(.notTrusted, startsAfresh: false) {
            if readOnly {
                _ = try SQLiteJournal.read(in: state.directory)
            } else {
                _ = try open().append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
            }
        }
    }

    @Test func oneThatMayOnlyBeRead() throws {
        try leave()
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try journal.fleetState(of: fleet).failures.count == 1)
        try expect(.readOnly, startsAfresh: false) {
            try journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
        }
    }

    @Test func aFullDisk() throws {
        try leave()
        let journal = try open()
        let before = try journal.fleetState(of: fleet)
        try journal.database.writeWithoutTransaction {
            // SQLite's own stand-in for a disk that is full.
            let pages = try Int.fetchOne($0, sql: "PRAGMA page_count")
            try $0.execute(sql: "PRAGMA max_page_count = \(pages ?? 0)")
        }
        let version = KernelVersion(1, 0, 0, 0)
        let failure = UpgradeFailure(
            sentAt: .test(-1), from: version, declared: version, at: .test(0),
            reason: Reason(.failed, String(repeating: "x", count: 100_000)))
        try expect(.diskFull, startsAfresh: false) {
            try journal.append(
                [.acknowledged(Acknowledgement(at: .test(0))), .found(RandomEntries.instances[0], failure)], to: fleet,
                run: nil)
        }
        #expect(try journal.fleetState(of: fleet) == before)
    }

    @Test func anotherProcessThatDoesNotLetGo() throws {
        try leave()
        let journal = try SQLiteJournal.open(in: state.directory, busyTimeout: .milliseconds(50))
        let other = try DatabaseQueue(path: file)
        try other.inDatabase { database in
            try database.beginTransaction(.immediate)
            try expect(.busy, startsAfresh: false) {
                try journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
            }
            try database.rollback()
        }
        try journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
    }

    @Test func anotherProcessThatSetsTheFileUpForEver() throws {
        try state.directory.create()
        let lock = try #require(try LockFile.lock(state.directory.setupLock))
        try expect(.busy, startsAfresh: false) {
            _ = try SQLiteJournal.open(in: state.directory, busyTimeout: .milliseconds(50))
        }
        lock.release()
        _ = try open()
    }

    /// The command that the hint shows does what it says, and takes the files beside the journal along.
    @Test func theWayToStartAfresh() throws {
        try leave()
        try Data(repeating: 65, count: 8192).write(to: URL(filePath: file))
        let error = try #require(throws: JournalError.self) { _ = try open() }
        let line = try #require(error.hint.split(separator: "\n").first)
        let command = try #require(line.range(of: "mkdir ")).lowerBound
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", String(line[command...])]
        try shell.start()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        #expect(try open().fleetState(of: fleet) == FleetState())
        #expect(FileManager.default.fileExists(atPath: state.directory.path + "/away/journal.sqlite"))
    }

    private func open() throws -> SQLiteJournal { try SQLiteJournal.open(in: state.directory) }
}
