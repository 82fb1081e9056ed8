import ArgumentParser
import Fleet
import FoundationEssentials
import Logging
import Manifest
import Report
import Text

/// How much the log says.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: """
            How the answer looks: FORMAT for stdout, FORMAT=FILE for a file; can be given several times. \
            (values: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")); default: text)
            """)
    var output: [OutputTarget] = Environment.values("output")

    @Option(help: "The zone in which times are shown, such as Asia/Shanghai. (default: $TZ, else UTC)")
    var timeZone: TimeZoneArgument?

    @Flag(help: "No colours. They are also off where NO_COLOR is set, TERM is dumb or no terminal reads.")
    var noColor = Environment.flag("no-color")

    @Option(help: "How much the log on stderr says.")
    var logLevel: LogLevel = Environment.value("log-level", else: .warning)

    @Option(
        help: """
            How lines on stderr look: text with the time in UTC and the level, under systemd with its priority instead of \
            the time; or json. (default: as a person reads them, under systemd text)
            """)
    var logFormat: LogFormat?

    mutating func validate() throws {
        timeZone = timeZone ?? Environment.optional("time-zone")
        logFormat = logFormat ?? Environment.optional("log-format")
        try Environment.check()
        if let problem = OutputTarget.problem(of: output) { throw ValidationError(problem) }
    }

    /// What the command writes, and where.
    var targets: [OutputTarget] { output.isEmpty ? [OutputTarget(.text)] : output }

    /// What stdout carries; nil: nothing, since all outputs are files.
    var format: OutputFormat? { targets.first { $0.file == nil }?.format }

    /// Throws where a command has no such format, or where a file cannot be written.
    func check(_ known: [OutputFormat], of command: String) throws {
        for target in targets {
            guard known.contains(target.format) else {
                let names = known.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(command)' has no output '\(target.format.rawValue)'; it can be \(names)")
            }
            if let file = target.file { try OutputFile.check(file) }
        }
    }

    /// Writes every output; `render` makes one of them. `isSilent`: only those that go to files.
    func answer(isSilent: Bool = false, _ render: (OutputFormat, Layout) throws -> String) throws {
        for target in targets where !isSilent || target.file != nil {
            let text = try render(target.format, layout(of: target))
            if text.isEmpty, target.file == nil { continue }
            guard let file = target.file else {
                try target.format.hasLogCommands ? Console.commands(text) : Console.answer(text)
                continue
            }
            let isDone = target.format.hasLogCommands
            try OutputFile.write(isDone ? text : SafeText.composed(text, keepingColors: false), to: file)
        }
    }

    /// How an output is laid out now.
    func layout(of target: OutputTarget) -> Layout {
        let isStdout = target.file == nil
        return Layout(
            style: Style(isColored: isStdout && allowsColor && Console.answerIsTerminal),
            width: isStdout ? Console.answerWidth : 80, times: times, isWide: target.format == .wide)
    }

    /// How times are spelled.
    var times: TimeSpelling {
        let zone = timeZone?.rules ?? ProcessEnvironment.current["TZ"].flatMap(ZoneDatabase.rules) ?? .utc
        return TimeSpelling(now: Date(), zone: zone)
    }

    /// The style of what goes to stderr.
    var errorStyle: Style { Style(isColored: logStyle == .plain && allowsColor && Console.errorIsTerminal) }

    /// How stderr is written.
    var logStyle: LogStyle { LogStyle(logFormat, isJournal: LogStyle.isJournal(ProcessEnvironment.current)) }

    private var allowsColor: Bool { !noColor && Style.isUnderstood(in: ProcessEnvironment.current) }

    /// Writes a warning to stderr.
    func warn(_ message: String) { Console.warn(message) }

    /// A logger that writes to stderr.
    func logger() -> Logger {
        var logger = Logger(label: "dbconverge") { ConsoleLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .warning
        return logger
    }
}

/// A time zone as people type it: an IANA name.
struct TimeZoneArgument: ExpressibleByArgument {
    var rules: ZoneRules

    init?(argument: String) {
        guard let rules = ZoneDatabase.rules(for: argument) else { return nil }
        self.rules = rules
    }
}
