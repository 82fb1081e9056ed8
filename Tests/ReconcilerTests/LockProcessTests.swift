import Foundation
import Reconciler
import TestSupport
import Testing

/// The lock among processes, which `Tests/LockProbe` are.
@Suite struct LockProcessTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private func probe(_ arguments: [String], stdout: FileHandle, stderr: FileHandle) throws -> Process {
        // The tests' own program, or the bundle that holds it, is in the same folder.
        let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
        let folder = (bundle ?? Bundle.main.executableURL ?? Bundle.main.bundleURL).deletingLastPathComponent()
        let process = Process()
        process.executableURL = folder.appending(path: "LockProbe")
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
    }

    @Test func itDiesWithAHolderThatIsKilled() async throws {
        let ready = state.folder.appending(path: "ready").path
        let null = FileHandle.nullDevice
        let holder = try probe(["hold", ready], stdout: null, stderr: null)
        defer { if holder.isRunning { kill(holder.processIdentifier, SIGKILL) } }
        while holder.isRunning, !FileManager.default.fileExists(atPath: ready) {
            try await Task.sleep(for: .milliseconds(10))
        }
        let fleet = try FleetKey.test("orders")
        let error = await #expect(throws: LockError.self) {
            try await FleetLock.acquire(fleet, in: state.directory, command: "test")
        }
        guard case .held(let who?)? = error?.code else { throw try #require(error) }
        #expect((who.pid, who.command) == (holder.processIdentifier, "LockProbe hold"))
        kill(holder.processIdentifier, SIGKILL)
        while holder.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        try await FleetLock.acquire(fleet, in: state.directory, command: "test").release()
    }
}
