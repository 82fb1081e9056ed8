import FoundationEssentials
import Logging
import Manifest
import Report
import Text

/// One thing that a command tells on stderr.
struct LogEntry: Sendable {
    /// How grave it is.
    var level = Logger.Level.notice
    /// What is said, in a line.
    var message: String
    /// The fleet that it is about; nil: none, or all.
    var fleet: String?
    /// Lines under it, such as the place of a mistake in a file.
    var details: String?
    /// What to do about it.
    var hint: String?
    /// Whether warnings and errors say that they are such; the progress of a run has signs of its own.
    var isLabeled = true
    /// The part of the program whose log it belongs to; nil: it is said to the user.
    var source: String?
    /// What the log adds to the message.
    var metadata: [String: String] = [:]

    /// Its lines, sanitized, without a newline at the end. `colors` are those of a terminal that reads them.
    func text(_ style: LogStyle, colors: Style = Style(isColored: false), now: Date) -> String {
        switch style {
        case .json: json(now)
        case .plain where source == nil: lines(prefix: "", label: label(colors), colors)
        case .plain, .timed:
            lines(prefix: "\(now.ISO8601Format()) \(level)\(source == nil ? ": " : " ")", label: "", colors)
        case .prioritized: lines(prefix: "<\(level.priority)>", label: label(colors), colors)
        }
    }

    private func label(_ colors: Style) -> String {
        guard isLabeled, source == nil else { return "" }
        return switch level {
        case .error, .critical: colors.paint("error: ", .red)
        case .warning: colors.paint("warning: ", .yellow)
        default: ""
        }
    }

    private func lines(prefix: String, label: String, _ colors: Style) -> String {
        let origin = source.map { source in
            let values = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)".printable }
            return "\(source):\(values.joined()) "
        }
        var lines = [(origin ?? label) + (fleet.map { "\($0.printable): " } ?? "") + message]
        if let details {
            lines += details.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        if let hint { lines.append("hint: \(hint)") }
        // What sets lines apart for people is noise in a log.
        if !prefix.isEmpty { lines.removeAll(where: \.isEmpty) }
        return lines.map { prefix + SafeText.composedLine($0, keepingColors: colors.isColored) }
            .joined(separator: "\n")
    }

    private func json(_ now: Date) -> String {
        JSONText.line(
            Document(
                time: now, level: level.rawValue, message: message, fleet: fleet,
                details: details.map(Self.withoutBlankEnd), hint: hint,
                metadata: metadata.isEmpty ? nil : metadata))
    }

    private static func withoutBlankEnd(_ text: String) -> String {
        text.lastIndex { $0 != "\n" }.map { String(text[...$0]) } ?? ""
    }

    private struct Document: Encodable {
        var time: Date
        var level: String
        var message: String
        var fleet, details, hint: String?
        var metadata: [String: String]?
    }
}

extension Diagnostic.Severity {
    /// The level at which it is told.
    var level: Logger.Level { self == .error ? .error : .warning }
}

extension Logger.Level {
    /// The priority of syslog, by which systemd's journal sorts.
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
