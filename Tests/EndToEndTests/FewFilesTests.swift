import Foundation
import TestSupport
import Testing

/// A machine that lets a process open few files.
@Suite(.patience) struct FewFilesTests {
    @Test(arguments: ["plan", "reconcile"], [12, 16])
    func tooFewFilesForTheNetworkAreAnError(_ command: String, files: Int) async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let state = StateFolder()
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let stderr = folder.appending(path: "stderr")
        try Data().write(to: stderr)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -n \(files); exec \"$@\"", "sh", try Program.binary(), command, "--repo", repository.path,
            "--endpoint", "http://127.0.0.1:1",
        ]
        process.environment = Program.environment(
            state.environment.merging(["HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "secret"]) { $1 })
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: stderr)
        try process.start()
        // Not `waitUntilExit`: it would hold one of the few threads that all tests share.
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        let text = String(decoding: try Data(contentsOf: stderr), as: UTF8.self)
        #expect(process.terminationStatus == 1, "\(text)")
        #expect(process.terminationReason == .exit)
        #expect(text.contains("error: ") && !text.contains("Fatal"), "\(text)")
    }
}
