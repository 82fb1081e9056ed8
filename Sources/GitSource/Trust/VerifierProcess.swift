internal import CLibGit2
internal import Dispatch
internal import Glibc

/// One run of a program that verifies, in a process group of its own, of which nothing stays behind.
struct VerifierProcess {
    let program: String
    let arguments: [String]
    let environment: [String]
    /// The file that is its standard input.
    let input: String

    struct Output {
        /// The exit status; nil where a signal ended it.
        let status: Int32?
        let bytes: [UInt8]
        /// What it wrote to its standard error: the first 4 KiB, for people.
        let complaint: String
    }

    enum Failure: Error {
        case notStarted(Int32)
        case timedOut
        case tooMuch
        case cancelled
    }

    private static let slice = Duration.milliseconds(100)

    /// Runs it to its end, and takes the time that passes off `left`. A process that takes longer is ended with its
    /// group, and so is what it leaves behind.
    func output(
        within left: inout Duration, atMost limit: Int, isCancelled: () -> Bool
    ) throws(Failure) -> Output {
        let (process, ends) = try start()
        var streams = ends.map { Stream(descriptor: $0) }
        defer { for stream in streams { close(stream.descriptor) } }
        var hasEnded = false
        var begun = ContinuousClock.now
        while !hasEnded || streams.contains(where: { !$0.isDone }) {
            let fault: Failure? =
                isCancelled()
                ? .cancelled : left <= .zero ? .timedOut : streams[0].bytes.count > limit ? .tooMuch : nil
            if let fault {
                end(process)
                throw fault
            }
            let isIdle = streams.allSatisfy(\.isDone)
            var waiting = streams.map { pollfd(fd: $0.isDone ? -1 : $0.descriptor, events: Int16(POLLIN), revents: 0) }
            _ = poll(&waiting, 2, isIdle ? 5 : 50)
            // Counted in short slices: while both processes are stopped, no time passes.
            let now = ContinuousClock.now
            left -= min(now - begun, Self.slice)
            begun = now
            for index in streams.indices where waiting[index].revents != 0 { streams[index].read() }
            if !hasEnded, Self.hasEnded(process) {
                hasEnded = true
                // It is not reaped yet, so that its group's number is still its own.
                kill(-process, SIGKILL)
            }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return Output(
            status: status & 0x7f == 0 ? status >> 8 & 0xff : nil, bytes: streams[0].bytes,
            complaint: String(decoding: streams[1].bytes.prefix(4096), as: UTF8.self))
    }

    private struct Stream {
        let descriptor: Int32
        var bytes: [UInt8] = []
        var isDone = false
        /// What is read beyond this is thrown away; the caller notices before.
        private static let limit = 8 << 20

        init(descriptor: Int32) { self.descriptor = descriptor }

        mutating func read() {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { return }
            if count > 0, bytes.count < Self.limit { bytes += chunk[..<count] }
            isDone = count <= 0
        }
    }

    private func start() throws(Failure) -> (process: pid_t, ends: [Int32]) {
        var pipes: [[Int32]] = []
        for _ in 0..<2 {
            var ends: [Int32] = [-1, -1]
            guard dbconverge_pipe(&ends) == 0 else {
                let code = errno
                pipes.joined().forEach { close($0) }
                throw .notStarted(code)
            }
            pipes.append(ends)
        }
        var process: pid_t = 0
        let code = spawn(&process, output: pipes[0][1], complaints: pipes[1][1])
        pipes.forEach { close($0[1]) }
        guard code == 0 else {
            pipes.forEach { close($0[0]) }
            throw .notStarted(code)
        }
        return (process, pipes.map { $0[0] })
    }

    private func spawn(_ process: inout pid_t, output: Int32, complaints: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            (words + variables).forEach { free($0) }
        }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        // What this process ignores or blocks, the program does not.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        return posix_spawn(&process, program, &actions, &attributes, &words, &variables)
    }

    /// Whether it has ended; it stays to be reaped.
    private static func hasEnded(_ process: pid_t) -> Bool {
        var facts = siginfo_t()
        guard waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno != EINTR }
        return facts.si_signo != 0
    }

    private func end(_ process: pid_t) {
        kill(-process, SIGKILL)
        for _ in 0..<100 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            poll(nil, 0, 10)
        }
        // One that hangs in the kernel does not even die at once.
        DispatchQueue.global().async { while waitpid(process, nil, 0) < 0, errno == EINTR {} }
    }
}
