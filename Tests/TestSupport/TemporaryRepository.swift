internal import Foundation

/// A git repository made by the `git` program in a temporary directory that is removed with it.
///
/// The configuration of the user who runs the tests plays no part, and author and dates are fixed: the same files and
/// messages give the same commit ids everywhere.
public final class TemporaryRepository: Sendable {
    /// What git said when it failed.
    public struct GitFailure: Error, CustomStringConvertible {
        /// The arguments and git's standard error.
        public let description: String
    }

    /// A directory beside the repository's, for clones and work trees; removed too.
    public let directory: String
    /// The repository's real path: the work tree's root, or the bare repository.
    public let path: String

    /// Makes an empty repository whose branch is `main`.
    public init(bare: Bool = false) throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        directory = base.resolvingSymlinksInPath().path
        path = directory + "/repository"
        _ = try output(of: ["init", "--quiet", "--initial-branch=main"] + (bare ? ["--bare"] : []) + [path])
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Writes a file of the work tree, and the directories that it needs.
    public func write(_ file: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(file)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Commits everything that the work tree holds, even nothing, and returns the commit's full id.
    @discardableResult
    public func commit(_ message: String) throws -> String {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", message)
        return try git("rev-parse", "HEAD")
    }

    /// Runs git in the repository; returns its output without the last line's end.
    @discardableResult
    public func git(_ arguments: String...) throws -> String {
        let output = String(decoding: try output(of: arguments), as: UTF8.self)
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    /// Runs git in the repository with something on its standard input; returns its output to the byte.
    public func output(of arguments: [String], input: String = "") throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(
            fileURLWithPath: FileManager.default.fileExists(atPath: path) ? path : directory)
        process.environment = Self.environment(home: directory)
        // Files instead of pipes: nothing can fill up, whatever git reads or writes first.
        let stem = "\(directory)/\(UUID().uuidString)"
        for name in ["in", "out", "err"] {
            try Data(name == "in" ? Array(input.utf8) : []).write(to: URL(fileURLWithPath: "\(stem).\(name)"))
        }
        defer { for name in ["in", "out", "err"] { try? FileManager.default.removeItem(atPath: "\(stem).\(name)") } }
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(stem).in"))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(stem).out"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(stem).err"))
        try process.start()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let complaint = try Data(contentsOf: URL(fileURLWithPath: "\(stem).err"))
            throw GitFailure(
                description: "git \(arguments.joined(separator: " ")): \(String(decoding: complaint, as: UTF8.self))")
        }
        return Array(try Data(contentsOf: URL(fileURLWithPath: "\(stem).out")))
    }

    private static func environment(home: String) -> [String: String] {
        let date = "2026-01-02T03:04:05Z"
        return [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": home, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com", "GIT_COMMITTER_DATE": date,
        ]
    }
}
