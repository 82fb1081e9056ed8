import Foundation
import TestSupport
import Testing

/// Chroots and hardened containers may have no /proc.
@Suite(.patience) struct NoProcTests {
    /// Swift's runtime looks for its threads there at instants of its own, so that once is not enough.
    @Test("without /proc the program runs as with it, time after time", .enabled(if: canHideProc))
    func hidden() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "stdout")
        try Data().write(to: file)
        let script = """
            cd "\(folder.path)"
            for round in $(seq 20); do
                DBCONVERGE_STATE="$PWD/state" "\(try Program.binary())" history -o json >answer 2>&1
                echo "$?"
            done | sort | uniq -c
            """
        let process = try Self.withoutProc(script, stdout: try FileHandle(forWritingTo: file))
        // Not `waitUntilExit`: it would hold one of the few threads that all tests share.
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        #expect(process.terminationStatus == 0)
        let counts = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        #expect(counts == ["20", "0"], "\(counts)")
    }

    private static let canHideProc: Bool = {
        guard let process = try? withoutProc("true") else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Starts a script with an empty directory in the place of /proc; it fails where this system does not permit that.
    private static func withoutProc(_ script: String, stdout: Any = FileHandle.nullDevice) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
            "mount -t tmpfs none /proc && test ! -e /proc/self && { \(script)\n}",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.start()
        return process
    }
}
