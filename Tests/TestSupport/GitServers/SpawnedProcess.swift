internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that runs on and ends with this object, with everything that it has started.
///
/// Foundation's `Process` does not do for servers: one that closes the descriptors that it has inherited, as `sshd` does, counts as
/// ended, and Foundation then waits for it on the thread that watches all the others.
public final class SpawnedProcess: Sendable {
    private let number: pid_t
    private let hasEnded = Mutex(false)

    /// Starts it in a process group of its own, with nothing ignored or blocked. Throws `ServerProcess.Failure`.
    public init(_ program: String, _ arguments: [String], log: String, environment: [String: String] = [:]) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var number: pid_t = 0
        let code = posix_spawnp(&number, program, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            throw ServerProcess.Failure(description: "cannot start \(program): \(String(cString: strerror(code)))")
        }
        self.number = number
    }

    deinit { stop() }

    /// Whether it still runs.
    public var isRunning: Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { hasEnded = waitpid(number, nil, WNOHANG) == number }
            return !hasEnded
        }
    }

    /// Ends it at once.
    public func stop() {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            kill(-number, SIGKILL)
            while waitpid(number, nil, 0) < 0, errno == EINTR {}
            hasEnded = true
        }
    }
}

/// Runs a program to its end. Throws `ServerProcess.Failure` where it does not end well.
@discardableResult
public func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // A file instead of a pipe: a server that is started meanwhile would inherit that and keep it open.
    let file = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try FileHandle(forWritingTo: file)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    guard process.terminationStatus == 0 else {
        throw ServerProcess.Failure(description: "\(program) \(arguments): \(text)")
    }
    return text
}
