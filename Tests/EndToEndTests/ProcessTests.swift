import Foundation
import TestSupport
import Testing

/// The tests start many processes at once, some of which outlive others.
@Suite(.patience) struct ProcessTests {
    /// One that can inherit another's socket keeps that one's end from being seen, and the test that waits for it hangs.
    @Test func noneInheritsWhatAnotherIsWatchedBy() async throws {
        let processes = try await withThrowingTaskGroup(of: [Process].self) { group in
            for _ in 0..<6 { group.addTask { try (0..<100).map { _ in try Self.sleep() } } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        defer { for process in processes { kill(process.processIdentifier, SIGKILL) } }
        for process in processes {
            let folder = "/proc/\(process.processIdentifier)/fd"
            let sockets = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)").hasPrefix("socket:")
            }
            #expect(sockets.count == 1, "its own alone")
        }
    }

    private static func sleep() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["600"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.start()
        return process
    }
}
