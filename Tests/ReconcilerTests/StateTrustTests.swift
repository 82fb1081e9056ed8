import Fleet
import Foundation
import Planning
import Simulator
import Testing

@testable import Reconciler

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
        let error = await #expect(throws: LockError.self) {
            _ = try await FleetLock.acquire(fleet, in: state.directory, command: "test")
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

    enum Loss: CaseIterable { case directory, journal, wal, replaced, moved }

    private func lose(_ loss: Loss) throws {
        let files = FileManager.default
        switch loss {
        case .directory: try files.removeItem(atPath: state.directory.path)
        case .journal: try files.removeItem(atPath: state.directory.journal)
        case .wal: try files.removeItem(atPath: state.directory.journal + "-wal")
        case .replaced:
            try files.copyItem(atPath: state.directory.journal, toPath: state.directory.journal + ".new")
            #expect(rename(state.directory.journal + ".new", state.directory.journal) == 0)
        case .moved: try files.moveItem(atPath: state.directory.path, toPath: state.directory.path + ".old")
        }
    }

    @Test(arguments: Loss.allCases) func aJournalThatIsNoLongerAtItsPathIsNotWritten(_ loss: Loss) throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        try journal.append([.seen(at: .test(0), hasExternalActivity: false)], to: fleet, run: nil)
        try journal.confirm()
        try lose(loss)
        for use in [
            { try journal.confirm() },
            { try journal.append([.acknowledged(Acknowledgement(at: .test(1)))], to: fleet, run: nil) },
        ] {
            let error = try #require(throws: JournalError.self, performing: use)
            #expect(error.code == .gone, "\(error)")
        }
    }

    /// The intent is durable, and the directory goes away before the call leaves.
    @Test(arguments: Loss.allCases) func noRequestLeavesOnceTheJournalIsGone(_ loss: Loss) async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off))
        let run = StateStore(journal: try SQLiteJournal.open(in: state.directory), directory: state.directory)
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet], state: run) { progress, _ in
            guard case .notice(_, .submitting) = progress else { return }
            #expect(throws: Never.self) { try lose(loss) }
        }
        guard case .failed(let message)? = reports.first?.result else {
            Issue.record("\(reports.map(\.result))")
            return
        }
        #expect(message.contains("deleted or replaced"), "\(message)")
        #expect(audit.upgrades.isEmpty)
    }
}
