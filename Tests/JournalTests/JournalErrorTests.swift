import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import TestSupport
import Testing
import Text

@testable import Journal

@Suite struct JournalErrorTests {
    let state: TemporaryState
    let fleet: FleetKey
    var file: String { state.directory.journal }

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    /// A journal that another process has left.
    func leave(_ change: @escaping @Sendable (Database) throws -> Void = { _ in }) async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try await journal.append(
            (0..<200).map {
                let version = KernelVersion(1, 0, 0, 0)
                return .found(
                    RandomEntries.instances[0],
                    UpgradeFailure(
                        sentAt: .test($0), from: version, declared: version, at: .test(0),
                        reason: Reason(.failed, String(repeating: "words ", count: 40))))
            }, to: fleet, run: nil)
        try await journal.database.write(change)
    }

    func expect(
        _ code: JournalError.Code, startsAfresh: Bool = true, _ body: () async throws -> Void
    ) async throws {
        let error = try await #require(throws: JournalError.self) { try await body() }
        #expect(error.code == code, "\(error)")
        #expect(error.message.contains(file), "\(error)")
        #expect(error.hint.contains("mv \(ShellWord.quote(file))*") == startsAfresh, "\(error)")
        // It is shown as one line each, and a command in it is copied to the line's end.
        #expect(!"\(error)".contains("\n"), "\(error)")
        #expect(!startsAfresh || error.hint.hasSuffix("/away"), "\(error)")
    }

    @Test(arguments: [true, false])
    func aFileThatIsNoDatabase(readOnly: Bool) async throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 4096).write(to: URL(filePath: file))
        try await expect(.damaged) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == Data(repeating: 65, count: 4096))
    }

    @Test func aFileThatHasSuffered() async throws {
        try await leave()
        let size = try Data(contentsOf: URL(filePath: file)).count
        let handle = try FileHandle(forUpdating: URL(filePath: file))
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xAB, count: size - 4096))
        try handle.close()
        try await expect(.damaged) { _ = try await open().fleetState(of: fleet) }
    }

    @Test(arguments: ["UPDATE failure SET declared = 'none'", "UPDATE failure SET instance = ''"])
    func aValueThatIsNone(sql: String) async throws {
        try await leave { try $0.execute(sql: sql) }
        try await expect(.damaged) { _ = try await open().fleetState(of: fleet) }
    }

    @Test(arguments: [true, false])
    func aJournalOfANewerVersion(readOnly: Bool) async throws {
        try await leave { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        try await expect(.newer) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
    }

    @Test func somethingElseThatIsADatabase() async throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try await DatabaseQueue(path: file).write { try $0.execute(sql: "CREATE TABLE fleet (ship TEXT)") }
        try await expect(.failed) { _ = try open() }
    }

    @Test(arguments: [true, false])
    func aDirectory(readOnly: Bool) async throws {
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        try await expect(.isDirectory) {
            if readOnly { _ = try SQLiteJournal.read(in: state.directory) } else { _ = try open() }
        }
    }

    /// The files beside it can't be made: as in a directory that may not be written, but for every user.
    @Test(arguments: [true, false])
    func aFileBesideItThatCannotBeMade(readOnly: Bool) async throws {
        try await leave()
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file + suffix)
            try FileManager.default.createDirectory(atPath: file + suffix, withIntermediateDirectories: true)
        }
        try await expect(.notTrusted, startsAfresh: false) {
            if readOnly {
                _ = try SQLiteJournal.read(in: state.directory)
            } else {
                _ = try await open().append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
            }
        }
    }

    @Test func oneThatMayOnlyBeRead() async throws {
        try await leave()
        let journal = try SQLiteJournal.read(in: state.directory)
        #expect(try await journal.fleetState(of: fleet).failures.count == 1)
        try await expect(.readOnly, startsAfresh: false) {
            try await journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
        }
    }

    @Test func aFullDisk() async throws {
        try await leave()
        let journal = try open()
        let before = try await journal.fleetState(of: fleet)
        try await journal.database.writeWithoutTransaction {
            // SQLite's own stand-in for a disk that is full.
            let pages = try Int.fetchOne($0, sql: "PRAGMA page_count")
            try $0.execute(sql: "PRAGMA max_page_count = \(pages ?? 0)")
        }
        let version = KernelVersion(1, 0, 0, 0)
        let failure = UpgradeFailure(
            sentAt: .test(-1), from: version, declared: version, at: .test(0),
            reason: Reason(.failed, String(repeating: "x", count: 100_000)))
        try await expect(.diskFull, startsAfresh: false) {
            try await journal.append(
                [.acknowledged(Acknowledgement(at: .test(0))), .found(RandomEntries.instances[0], failure)], to: fleet,
                run: nil)
        }
        #expect(try await journal.fleetState(of: fleet) == before)
    }

    @Test func anotherProcessThatDoesNotLetGo() async throws {
        try await leave()
        let journal = try SQLiteJournal.open(in: state.directory, busyTimeout: .milliseconds(50))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: file, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        try await expect(.busy, startsAfresh: false) {
            try await journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
        }
        try await other.writeWithoutTransaction { try $0.rollback() }
        try await journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: fleet, run: nil)
    }

    @Test func anotherProcessThatSetsTheFileUpForEver() async throws {
        try state.directory.create()
        let lock = try #require(try LockFile.lock(state.directory.setupLock))
        try await expect(.busy, startsAfresh: false) {
            _ = try SQLiteJournal.open(in: state.directory, busyTimeout: .milliseconds(50))
        }
        lock.release()
        _ = try open()
    }

    /// The command that the hint shows does what it says, and takes the files beside the journal along.
    @Test func theWayToStartAfresh() async throws {
        try await leave()
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
        #expect(try await open().fleetState(of: fleet) == FleetState())
        #expect(FileManager.default.fileExists(atPath: state.directory.path + "/away/journal.sqlite"))
    }

    private func open() throws -> SQLiteJournal { try SQLiteJournal.open(in: state.directory) }
}
