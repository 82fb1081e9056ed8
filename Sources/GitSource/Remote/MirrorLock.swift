internal import Glibc

/// A mirror's lock: one process fetches, or any number read. The kernel gives it back when the process ends.
final class MirrorLock {
    private let descriptor: Int32
    private let path: String

    /// Opens the lock's file, which lies beside the mirror and stays. Throws `cacheUnusable`.
    init(_ path: String) throws(GitSourceError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cacheUnusable(path, String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    enum Mode {
        /// For fetching.
        case exclusive
        /// For reading.
        case shared
    }

    /// Waits for the lock, or changes its mode. Throws `fetchFailed` at the deadline, and `cancelled`.
    func acquire(
        _ mode: Mode, until deadline: ContinuousClock.Instant, _ process: ChildProcess
    ) throws(GitSourceError) {
        let operation = (mode == .exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB
        while flock(descriptor, operation) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .cacheUnusable(path, String(cString: strerror(errno)))
            }
            if process.isCancelled {
                throw GitSourceError(
                    .cancelled, "waiting for another process's fetch was cancelled", hint: "run the command again")
            }
            if ContinuousClock.now >= deadline {
                throw GitSourceError(
                    .fetchFailed, "another process has been fetching the same repository for too long",
                    hint: "wait for it, or raise --fetch-timeout; the lock is `\(path)`")
            }
            poll(nil, 0, 20)
        }
    }
}
