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
}
