import FoundationEssentials
import Logging
import Text

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
