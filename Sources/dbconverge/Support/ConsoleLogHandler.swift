import Logging
import Text

/// Writes the log to stderr, an entry each: messages and metadata hold what clouds and repositories say.
struct ConsoleLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var write: @Sendable (LogEntry) -> Void = Console.say

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        write(
            LogEntry(
                level: event.level, message: "\(event.message)".printable, source: label,
                metadata: values.mapValues { "\($0)" }))
    }
}
