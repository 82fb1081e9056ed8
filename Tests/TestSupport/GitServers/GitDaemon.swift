internal import Foundation

/// `git daemon`, which serves every repository below a folder without a login.
public final class GitDaemon: Sendable {
    private let server: ServerProcess

    /// Serves the folder.
    public init(_ folder: String) throws {
        server = try ServerProcess(
            "/usr/lib/git-core/git-daemon", log: URL(filePath: "\(folder)/git-daemon.log")
        ) { port in
            [
                "--listen=127.0.0.1", "--port=\(port)", "--base-path=\(folder)", "--export-all", "--reuseaddr",
                "--informative-errors", folder,
            ]
        }
    }

    /// Where it listens.
    public var port: Int { server.port }

    /// The URL of a repository.
    public func url(_ path: String) -> String { "git://127.0.0.1:\(port)/\(path)" }

    /// Ends it.
    public func stop() { server.stop() }
}
