import Foundation
import TestSupport
import Testing

/// The release binary, as a user runs it.
enum Program {
    struct Outcome: Sendable {
        var status: Int32
        /// Whether it ended with something left: it waits, or a person has to act.
        var isHeld: Bool { status == 3 || status == 7 }
        var stdout: String
        var stderr: String
        /// stdout as one JSON document.
        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(stdout.utf8)) as? [String: Any], "\(stderr)")
        }
    }

    /// The program under test: `make e2e` builds it and says where it is.
    static func binary() throws -> String {
        try #require(
            ProcessInfo.processInfo.environment["DBCONVERGE_BINARY"],
            "DBCONVERGE_BINARY does not say where the release binary is; run `make e2e`")
    }

    /// An environment without the runner's own settings; one that names no directory for the journal gets one that cannot
    /// be made, so that nothing touches that of the user who runs the tests. Their credentials and configuration are out of reach.
    static func environment(_ more: [String: String]) -> [String: String] {
        let kept = ProcessInfo.processInfo.environment.filter { ["PATH", "TMPDIR", "LANG"].contains($0.key) }
        return kept.merging([
            "DBCONVERGE_STATE": "/dev/null/state", "HOME": "/dev/null", "DBCONVERGE_CONFIG": "/dev/null",
        ]) { $1 }.merging(more) { $1 }
    }

    static func start(
        _ arguments: [String], environment: [String: String] = [:], directory: URL? = nil, stdout: Any? = nil,
        stderr: Any? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try binary())
        process.arguments = arguments
        process.environment = Self.environment(environment)
        process.currentDirectoryURL = directory
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = stdout ?? FileHandle.nullDevice
        process.standardError = stderr ?? FileHandle.nullDevice
        try process.start()
        return process
    }

    /// Runs it to its end; its output goes through files, so that no pipe can fill up. It remembers nothing but what is in
    /// the state directory that the environment names, by default one of its own.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: URL? = nil,
        whileRunning: (Process) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (out, err) = (folder.appending(path: "stdout"), folder.appending(path: "stderr"))
        for file in [out, err] { try Data().write(to: file) }
        let process = try start(
            arguments,
            environment: ["DBCONVERGE_STATE": folder.appending(path: "state").path].merging(environment) { $1 },
            directory: directory, stdout: try FileHandle(forWritingTo: out), stderr: try FileHandle(forWritingTo: err))
        // A test that has run out of time says how far the program got, and leaves none behind.
        do {
            try await whileRunning(process)
            while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        } catch {
            kill(process.processIdentifier, SIGKILL)
            Issue.record("\(arguments): \(error)\n\(String(decoding: try Data(contentsOf: err), as: UTF8.self))")
            throw error
        }
        return Outcome(
            status: process.terminationReason == .uncaughtSignal
                ? -process.terminationStatus : process.terminationStatus,
            stdout: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            stderr: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}
