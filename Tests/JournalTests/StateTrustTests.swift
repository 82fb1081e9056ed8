import Fleet
import Foundation
import JournalSupport
import Planning
import Testing

@testable import Journal

/// The state directory may be prepared by another user, or go away while it is used.
@Suite struct StateTrustTests {
    let state: TemporaryState
    let fleet: FleetKey
    let precious: URL
    private let words = Data("precious".utf8)

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
        precious = state.folder.appending(path: "precious")
        try words.write(to: precious)
    }

    enum Trap: CaseIterable { case link, danglingLink, hardLink, pipe, writableFile }

    private func set(_ trap: Trap, at path: String) throws {
        switch trap {
        case .link: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: precious.path)
        case .danglingLink:
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: precious.path + "-made")
        case .hardLink: try FileManager.default.linkItem(atPath: precious.path, toPath: path)
        case .pipe: #expect(mkfifo(path, 0o600) == 0)
        case .writableFile:
            try Data().write(to: URL(filePath: path))
            #expect(chmod(path, 0o666) == 0)
        }
    }

    private func expectUntouched() throws {
        #expect(try Data(contentsOf: precious) == words)
        #expect(!FileManager.default.fileExists(atPath: precious.path + "-made"))
    }

    @Test(arguments: Trap.allCases) func aTrapInThePlaceOfALockIsRefused(_ trap: Trap) async throws {
        try state.directory.create()
        try set(trap, at: state.directory.lock(of: fleet))
        let error = #expect(throws: LeaseError.self) {
            _ = try FleetLock.take(fleet, in: state.directory, holder: .current(command: "test"))
        }
        #expect(error?.code == .unusable)
        try expectUntouched()
    }

    @Test(arguments: ["", "-wal", "-shm", "-journal"], Trap.allCases)
    func aTrapInThePlaceOfTheJournalOrAFileBesideItIsRefused(suffix: String, _ trap: Trap) throws {
        try state.directory.create()
        try set(trap, at: state.directory.journal + suffix)
        let error = try #require(throws: JournalError.self) { _ = try SQLiteJournal.open(in: state.directory) }
        #expect(error.code == .notTrusted, "\(error)")
        #expect(error.message.contains(state.directory.journal + suffix))
        try expectUntouched()
    }

    @Test func aLinkInThePlaceOfTheLocksIsRefused() throws {
        try FileManager.default.createDirectory(atPath: state.directory.path, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: state.directory.locks, withDestinationPath: state.folder.path)
        let error = try #require(throws: JournalError.self) { try state.directory.create() }
        #expect(error.code == .notTrusted)
    }

    @Test(arguments: [0o777, 0o770, 0o702, 0o1777, 0o720] as [mode_t], ["", "/locks"])
    func aDirectoryThatOthersCanWriteToIsRefused(mode: mode_t, below: String) throws {
        try state.directory.create()
        #expect(chmod(state.directory.path + below, mode) == 0)
        let error = try #require(throws: JournalError.self) { _ = try SQLiteJournal.open(in: state.directory) }
        #expect(error.code == .notTrusted)
        #expect(error.hint.contains("chmod go-w"))
    }

    @Test(arguments: [0o700, 0o755, 0o750] as [mode_t]) func oneThatOthersCanOnlyReadIsUsed(mode: mode_t) throws {
        try state.directory.create()
        #expect(chmod(state.directory.path, mode) == 0)
        // What lies above it may be like /tmp.
        #expect(chmod(state.folder.path, 0o1777) == 0)
        _ = try SQLiteJournal.open(in: state.directory)
    }

    @Test(.enabled(if: geteuid() == 0)) func rootLeavesTheDirectoryOfAnotherUserAlone() throws {
        try state.directory.create()
        #expect(chown(state.directory.path, 12345, 12345) == 0)
        let error = try #require(throws: JournalError.self) { _ = try SQLiteJournal.open(in: state.directory) }
        #expect(error.code == .notTrusted)
        #expect(error.message.contains("12345"))
    }

    @Test(arguments: StateLoss.allCases) func aJournalThatIsNoLongerAtItsPathIsNotWritten(_ loss: StateLoss)
        async throws
    {
        let journal = try SQLiteJournal.open(in: state.directory)
        let lease = try await journal.lease(
            for: RunStart(fleet: fleet, revision: "main@1", host: "h", pid: 1, startedAt: .test(0)))
        try await journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: lease.run)
        try await journal.confirm(lease.run, of: fleet)
        try loss.befall(state.directory)
        let error = await #expect(throws: JournalError.self) { try await journal.confirm(lease.run, of: fleet) }
        #expect(error?.code == .gone)
        let refusal = await #expect(throws: JournalError.self) {
            try await journal.append([.acknowledged(Acknowledgement(at: .test(1)))], to: fleet, run: nil)
        }
        #expect(refusal?.code == .gone)
    }
}
