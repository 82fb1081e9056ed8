import Foundation
import Journal
import JournalSupport
import TestSupport
import Testing

/// The lease among processes, which `Tests/LeaseProbe` are.
@Suite struct LeaseProcessTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private func probe(_ arguments: [String], stdout: FileHandle, stderr: FileHandle) throws -> Process {
        let process = Process()
        process.executableURL = .builtProgram("LeaseProbe")
        process.arguments = [state.directory.path, "orders"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = stdout
        process.standardError = stderr
        try process.start()
        return process
    }

    @Test func aHundredProcessesNeverHoldItTogether() async throws {
        let (processes, times) = (100, 20)
        let (out, err) = (state.folder.appending(path: "out"), state.folder.appending(path: "err"))
        for file in [out, err] { try Data().write(to: file) }
        // Each writes at the end, whatever the others have written.
        let stdout = FileHandle(fileDescriptor: open(out.path, O_WRONLY | O_APPEND), closeOnDealloc: true)
        let stderr = FileHandle(fileDescriptor: open(err.path, O_WRONLY | O_APPEND), closeOnDealloc: true)
        let probes = try (0..<processes).map { _ in
            try probe(
                ["take", "\(times)", state.folder.appending(path: "witness").path], stdout: stdout, stderr: stderr)
        }
        for probe in probes { while probe.isRunning { try await Task.sleep(for: .milliseconds(20)) } }
        let complaints = String(decoding: try Data(contentsOf: err), as: UTF8.self)
        #expect(probes.filter { $0.terminationStatus != 0 }.isEmpty, "\(complaints.prefix(2000))")
        let taken = String(decoding: try Data(contentsOf: out), as: UTF8.self).split(separator: "\n")
        #expect(taken.count == processes * times)
        let runs = try await SQLiteJournal.open(in: state.directory).runs(ofFleetsNamed: nil, limit: 5000)
        #expect(runs.count == processes * times)
    }

    @Test func itDiesWithAHolderThatIsKilled() async throws {
        let ready = state.folder.appending(path: "ready").path
        let null = FileHandle.nullDevice
        let holder = try probe(["hold", ready], stdout: null, stderr: null)
        defer { if holder.isRunning { kill(holder.processIdentifier, SIGKILL) } }
        while holder.isRunning, !FileManager.default.fileExists(atPath: ready) {
            try await Task.sleep(for: .milliseconds(10))
        }
        let (fleet, journal) = (try FleetKey.test("orders"), try SQLiteJournal.open(in: state.directory))
        let start = RunStart(fleet: fleet, revision: "main@1", host: "h", pid: 1, startedAt: .test(0))
        let error = await #expect(throws: LeaseError.self) { _ = try await journal.lease(for: start) }
        guard case .held(let who?)? = error?.code else { throw try #require(error) }
        #expect((who.pid, who.command) == (holder.processIdentifier, "dbconverge reconcile"))
        kill(holder.processIdentifier, SIGKILL)
        while holder.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        await (try journal.lease(for: start)).release()
    }
}
