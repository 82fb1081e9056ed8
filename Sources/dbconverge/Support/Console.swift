import Glibc

/// The two streams: stdout carries the answer, stderr everything else.
enum Console {
    /// Writes the answer to stdout, with a newline at its end.
    static func answer(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO) }

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

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return  // Nobody reads any more.
            }
            rest = rest.dropFirst(count)
        }
    }
}
