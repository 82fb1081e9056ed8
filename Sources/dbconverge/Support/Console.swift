import FoundationEssentials
import Glibc
import Logging
import Report
import Synchronization
import Text

/// The two streams: stdout carries the answer, stderr everything else.
enum Console {
    /// Writes the answer to stdout, with a newline at its end; JSON as it is, each line of everything else sanitized.
    /// Throws `Failure` where it cannot be written; that it is not read to its end, as with `head`, is no failure, and
    /// neither is a terminal that has hung up.
    static func answer(_ text: String) throws {
        try put(SafeText.composed(text, keepingColors: answerIsTerminal))
    }

    /// Writes lines that a CI system obeys to stdout, as they are: their maker has escaped what is in them. Throws
    /// like `answer`.
    static func commands(_ lines: String) throws { try put(lines) }

    private static func put(_ text: String) throws {
        let problem = write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
        guard problem == 0 || problem == EPIPE || problem == EIO && hasHungUp(STDOUT_FILENO) else {
            throw Failure(message: "the answer could not be written: \(String(cString: strerror(problem)))")
        }
    }

    /// How stderr is written, and in which colours. Until a command's options are known, as they are by default.
    private static let log = Mutex<(style: LogStyle, colors: Style)>(
        (LogStyle(nil, isJournal: LogStyle.isJournal(ProcessEnvironment.current)), Style(isColored: false)))

    /// From now on stderr is written like this.
    static func begin(_ style: LogStyle, colors: Style) { log.withLock { $0 = (style, colors) } }

    /// Writes an entry to stderr.
    static func say(_ entry: LogEntry) {
        let (style, colors) = log.withLock { $0 }
        write(entry.text(style, colors: colors, now: Date()) + "\n", to: STDERR_FILENO)
    }

    /// Writes a warning to stderr.
    static func warn(_ message: String) { say(LogEntry(level: .warning, message: message.printable)) }

    /// Writes an error to stderr, which may be about one fleet.
    static func fail(_ message: String, fleet: String? = nil, hint: String? = nil) {
        say(LogEntry(level: .error, message: message, fleet: fleet, hint: hint))
    }

    /// Writes a line to stderr, sanitized: it stays one line.
    static func error(_ line: String) { say(LogEntry(message: line)) }

    /// Writes several lines to stderr, each sanitized; together they are one entry of this level.
    static func errors(_ lines: String, _ level: Logger.Level = .notice) {
        let parts = lines.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        say(LogEntry(level: level, message: parts[0], details: parts.dropFirst().first, isLabeled: false))
    }

    /// Draws a line over the last one, on a terminal; an empty one takes it away.
    static func redraw(_ line: String) {
        write("\r\u{1B}[K" + SafeText.line(line.clipped(toWidth: max(20, width - 1))), to: STDERR_FILENO)
    }

    /// Whether a person reads stdout, or stderr.
    static var answerIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The width of the terminal at stderr in columns; 80 where there is none.
    static var width: Int { columns(of: STDERR_FILENO) ?? 80 }

    /// The width of the terminal at stdout in columns, else what `COLUMNS` says, else 80.
    static var answerWidth: Int {
        columns(of: STDOUT_FILENO) ?? ProcessEnvironment.current["COLUMNS"].flatMap(Int.init) ?? 80
    }

    /// The height of the terminal at stdout in lines; 24 where there is none.
    static var answerHeight: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of it. Returns 0, or the error's number.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return errno }
                waitForRoom(in: descriptor)
                continue
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    /// Waits until a full pipe takes more, or its reader has gone: the next write then says so.
    private static func waitForRoom(in descriptor: Int32) {
        var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&one, 1, -1)
    }

    private static func hasHungUp(_ descriptor: Int32) -> Bool { isatty(descriptor) == 0 && errno == EIO }
}
