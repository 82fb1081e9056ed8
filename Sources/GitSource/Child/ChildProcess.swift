internal import CLibGit2
internal import Dispatch
internal import Glibc
internal import Synchronization

/// One child process, which can be ended from any thread, with all that it has started.
final class ChildProcess: Sendable {
    private enum State {
        case notStarted
        case running(pid_t)
        case ended
    }

    private struct Facts {
        var state = State.notStarted
        var isCancelled = false
    }

    private let facts = Mutex(Facts())

    /// Whether the task that waits for it has been cancelled.
    var isCancelled: Bool { facts.withLock { $0.isCancelled } }

    /// Ends it, or keeps it from being started.
    func cancel() {
        facts.withLock { facts in
            facts.isCancelled = true
            if case .running(let process) = facts.state { kill(-process, SIGKILL) }
        }
    }

    /// Our ends of its standard input and output.
    struct Pipes {
        let input: Int32
        let output: Int32

        func close() {
            Glibc.close(input)
            Glibc.close(output)
        }
    }

    /// Starts the program with one argument; nil with `errno` set where that fails.
    func start(_ executable: String?, argument: String, environment: [String: String]? = nil) -> Pipes? {
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        // A socket, since writing to a pipe that is closed raises a signal.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &input) == 0 else { return nil }
        guard dbconverge_pipe(&output) == 0 else {
            input.forEach { close($0) }
            return nil
        }
        defer {
            close(input[0])
            close(output[1])
        }
        let pipes = Pipes(input: input[1], output: output[0])
        let code = facts.withLock { facts -> Int32 in
            guard !facts.isCancelled else { return ECANCELED }
            var process: pid_t = 0
            let code = Self.spawn(executable, argument, environment, input: input[0], output: output[1], &process)
            if code == 0 { facts.state = .running(process) }
            return code
        }
        guard code == 0 else {
            pipes.close()
            errno = code
            return nil
        }
        return pipes
    }

    private static func spawn(
        _ executable: String?, _ argument: String, _ environment: [String: String]?, input: Int32, output: Int32,
        _ process: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Ctrl-C is the parent's to answer; what the parent ignores or blocks, the child does not.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("dbconverge"), strdup(argument), nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        func spawn(_ path: UnsafePointer<CChar>) -> Int32 {
            environment == nil
                ? posix_spawn(&process, path, &actions, &attributes, &arguments, environ)
                : posix_spawn(&process, path, &actions, &attributes, &arguments, &variables)
        }
        if let executable { return spawn(executable) }
        let code = spawn("/proc/self/exe")
        guard code != 0, let path = dbconverge_program_path() else { return code }
        return spawn(path)
    }

    /// How it ended, as `waitpid` tells; nil when it had to be ended here.
    func end(graceful: Bool) -> Int32? {
        guard case .running(let process) = facts.withLock({ $0.state }) else { return nil }
        if graceful, let status = reap(process, slices: 100) { return status }
        facts.withLock { _ in _ = kill(-process, SIGKILL) }
        // One that hangs in the kernel, as on a network's file system, does not even die at once.
        if reap(process, slices: 100) == nil {
            DispatchQueue.global().async { while self.reap(process, slices: 1000) == nil {} }
        }
        return nil
    }

    private func reap(_ process: pid_t, slices: Int) -> Int32? {
        for _ in 0..<slices {
            var status: Int32 = 0
            let result = facts.withLock { facts in
                // Once it is reaped, its number can be that of another process.
                let result = waitpid(process, &status, WNOHANG)
                if result != 0, !(result < 0 && errno == EINTR) { facts.state = .ended }
                return result
            }
            if result == process { return status }
            if result < 0, errno != EINTR { return 0 }
            poll(nil, 0, 10)
        }
        return nil
    }
}
