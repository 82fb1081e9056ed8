import Glibc

/// The two streams: stdout carries the answer, stderr everything else.
enum Console {
    /// Writes the answer to stdout, with a newline at its end. Throws `Failure` where it cannot be written; that nobody
    /// reads it to its end, as with `head`, is no failure.
    static func answer(_ text: String) throws {
        let problem = write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
        guard problem == 0 || problem == EPIPE else {
            throw Failure(message: "the answer could not be written: \(String(cString: strerror(problem)))")
        }
    }

    /// Writes a line to stderr.
    static func error(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes text as it is, for a line that is redrawn.
    static func draw(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Whether a person reads stdout, or stderr.
    static var answerIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The width of the terminal at stderr in columns; 80 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Returns 0, or the error's number.
    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}
