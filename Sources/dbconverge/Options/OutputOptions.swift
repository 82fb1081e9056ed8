import ArgumentParser
import FoundationEssentials
import Logging
import Report
import Text

/// How the answer looks.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
}

/// How much the log says.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How the answer on stdout looks.")
    var output: OutputFormat = Environment.value("output", else: .text)

    @Flag(help: "No colours. They are also off where NO_COLOR is set, TERM is dumb or no terminal reads.")
    var noColor = Environment.flag("no-color")

    @Option(help: "How much the log on stderr says.")
    var logLevel: LogLevel = Environment.value("log-level", else: .warning)

    func validate() throws { try Environment.check() }

    /// The style of the answer.
    var style: Style { Style(isColored: allowsColor && output == .text && Console.answerIsTerminal) }

    /// The style of what goes to stderr.
    var errorStyle: Style { Style(isColored: allowsColor && Console.errorIsTerminal) }

    private var allowsColor: Bool { !noColor && Style.isUnderstood(in: ProcessEnvironment.current) }

    /// Writes a warning to stderr.
    func warn(_ message: String) {
        Console.error(errorStyle.paint("warning: ", .yellow) + message.printable)
    }

    /// A logger that writes to stderr.
    func logger() -> Logger {
        var logger = Logger(label: "dbconverge") { ConsoleLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .warning
        return logger
    }
}

/// Writes the log to stderr, a sanitized line each: messages and metadata hold what clouds and repositories say.
struct ConsoleLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var write: @Sendable (String) -> Void = Console.error

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)".printable }
        write("\(Date.now.ISO8601Format()) \(event.level) \(label):\(values.joined()) \("\(event.message)".printable)")
    }
}
