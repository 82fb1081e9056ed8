import FoundationEssentials
import Glibc

/// The three standard streams.
enum Descriptors {
    /// Opens those that are closed on `/dev/null`. Otherwise the next file or socket gets the number, and what is meant
    /// for stderr is written into it.
    static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is this one: those below it are open by now.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Refuses to speak to a cloud with so few files that the threads which wait for the network could not be started,
    /// each with some of its own: SwiftNIO ends the process there.
    static func checkLimit() throws(Failure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let needed = 24 + 4 * ProcessInfo.processInfo.activeProcessorCount
        guard limit.rlim_cur < needed else { return }
        throw Failure(
            message: "this process may open only \(limit.rlim_cur) files at once, and needs \(needed)",
            hint: "raise the limit, such as with `ulimit -n 1024`")
    }
}
