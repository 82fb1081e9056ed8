import Foundation
import TestSupport
import Testing

/// A directory of its own in which bash runs scripts, with the program under test as `dbconverge` on its `PATH`.
final class Shell: Sendable {
    let folder: URL
    private let tools: URL

    init() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "shell-\(UUID().uuidString)")
        (folder, tools) = (base.appending(path: "work"), base.appending(path: "bin"))
        for folder in [folder, tools] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            at: tools.appending(path: "dbconverge"), withDestinationURL: URL(filePath: try Program.binary()))
    }

    deinit { try? FileManager.default.removeItem(at: tools.deletingLastPathComponent()) }

    /// What a script prints to stdout, and its status where that is asked for.
    @discardableResult
    func run(_ script: String, environment: [String: String] = [:], status: Int32? = nil) async throws -> String {
        let output = tools.appending(path: "output-\(UUID().uuidString)")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["bash", "-c", script]
        process.currentDirectoryURL = folder
        let inherited = ProcessInfo.processInfo.environment
        process.environment = [
            "PATH": "\(tools.path):\(inherited["PATH"] ?? "/usr/bin:/bin")", "HOME": folder.path, "LC_ALL": "C.UTF-8",
            "DBCONVERGE_CONFIG": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        (process.standardOutput, process.standardError) = (handle, handle)
        try process.start()
        do {
            while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        } catch {
            process.terminate()
            throw error
        }
        let said = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        if let status { #expect(process.terminationStatus == status, "\(script)\n\(said)") }
        return said
    }
}
