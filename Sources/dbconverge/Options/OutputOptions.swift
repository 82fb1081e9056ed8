import ArgumentParser
import Logging
import Report

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

    /// A logger that writes to stderr.
    func logger() -> Logger {
        var logger = Logger(label: "dbconverge") { ConsoleLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .warning
        return logger
    }
}
