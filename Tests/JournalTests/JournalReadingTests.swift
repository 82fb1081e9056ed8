import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import TestSupport
import Testing

@testable import Journal

#if canImport(Glibc)
    import Glibc
#endif

/// `plan` and `history` only read: that needs no right to write, wherever the journal is.
@Suite struct JournalReadingTests {
    let state: TemporaryState
    let fleet: FleetKey
    var file: String { state.directory.journal }

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
        // The folder above it is for all to enter.
        #expect(chmod(state.folder.path, 0o755) == 0)
    }

    /// Runs it with the rights of a user who owns nothing here: a thread's own, where root runs the tests.
    private func asAnother<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                if geteuid() == 0 { Self.useRights(of: 12345) }
                let result = Result { try body() }
                if geteuid() == 0 { Self.useRights(of: 0) }
                continuation.resume(with: result)
            }
        }
    }

    /// `setfsuid`, which Swift does not see: the rights of this thread to files.
    private static func useRights(of user: uid_t) {
        guard let symbol = dlsym(nil, "setfsuid") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)(user)
    }

    /// A journal that knows the fleet; with `keepsLog` its last entries are only in the file beside it, as after `kill
    /// -9`.
    private func leave(keepsLog: Bool, directory: mode_t = 0o555, file mode: mode_t = 0o444) async throws {
        let made = try TemporaryState()
        let journal = try SQLiteJournal.open(in: made.directory)
        try await journal.append([.seen(at: .test(7), hasExternalActivity: true)], to: fleet, run: nil)
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        if !keepsLog { _ = try await journal.database.writeWithoutTransaction { try $0.checkpoint(.truncate) } }
        for suffix in keepsLog ? ["", "-wal"] : [""] {
            try FileManager.default.copyItem(atPath: made.directory.journal + suffix, toPath: file + suffix)
            #expect(chmod(file + suffix, mode) == 0)
        }
        #expect(chmod(state.directory.path, directory) == 0)
    }

    @Test(arguments: [true, false], [0o444, 0o400 | 0o044] as [mode_t])
    func aJournalIsReadWhereNothingCanBeWritten(keepsLog: Bool, mode: mode_t) async throws {
        try await leave(keepsLog: keepsLog, file: mode)
        let before = try FileManager.default.contentsOfDirectory(atPath: state.directory.path).sorted()
        let (directory, fleet) = (state.directory, fleet)
        let journal = try await asAnother { try SQLiteJournal.read(in: directory) }
        let fleetState = try await journal.fleetState(of: fleet)
        #expect(fleetState.externalActivityAt == .test(7))
        #expect(try FileManager.default.contentsOfDirectory(atPath: state.directory.path).sorted() == before)
    }

    @Test(arguments: [(0o700, 0o444), (0o555, 0o400)] as [(mode_t, mode_t)])
    func oneThatMayNotBeReadIsAnErrorThatDoesNotOfferToMoveItAway(_ modes: (mode_t, mode_t)) async throws {
        // Without root there is no other user who may not, and the owner may not either.
        let denied: mode_t = geteuid() == 0 ? 0 : 0o700
        try await leave(keepsLog: false, directory: modes.0 & ~denied, file: modes.1 & ~denied)
        let directory = state.directory
        let error = await #expect(throws: JournalError.self) {
            try await asAnother { _ = try SQLiteJournal.read(in: directory) }
        }
        #expect(error?.code == .notOpened)
        #expect(error?.description.contains("mv ") == false && error?.message.contains(file) == true, "\(error as Any)")
    }

    @Test func aDirectoryThatIsMissingIsAnEmptyJournal() async throws {
        let directory = state.directory
        let journal = try await asAnother { try SQLiteJournal.read(in: directory) }
        let runs = try await journal.runs(ofFleetsNamed: nil, limit: 1)
        #expect(runs.isEmpty)
    }

    @Test(
        arguments: [
            .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_BUSY,
        ] as [ResultCode])
    func noErrorOfRightsOrRoomOffersToMoveTheJournalAway(code: ResultCode) throws {
        let error = try #require(throws: JournalError.self) {
            try JournalError.translating(file) { throw DatabaseError(resultCode: code) }
        }
        #expect(!error.description.contains("mv "), "\(error)")
        #expect(error.code != .damaged)
    }

    @Test func theCopyGoesWithItsReader() async throws {
        try await leave(keepsLog: true)
        var copy: JournalCopy? = try JournalCopy(of: file)
        let path = try #require(copy?.path)
        #expect(FileManager.default.fileExists(atPath: path))
        copy = nil
        #expect(!FileManager.default.fileExists(atPath: URL(filePath: path).deletingLastPathComponent().path))
    }

    @Test(arguments: ["link", "pipe"]) func nothingButAFileIsReadAsAJournal(kind: String) async throws {
        try await leave(keepsLog: false, directory: 0o755)
        try FileManager.default.moveItem(atPath: file, toPath: file + ".other")
        if kind == "link" {
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: file + ".other")
        } else {
            #expect(mkfifo(file, 0o600) == 0)
        }
        let error = try #require(throws: JournalError.self) { _ = try SQLiteJournal.read(in: state.directory) }
        #expect(error.code == .notTrusted)
    }
}
