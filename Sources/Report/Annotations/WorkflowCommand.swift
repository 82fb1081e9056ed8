import Text

/// A workflow command of GitHub Actions: a line of a log that the runner obeys, such as `::error file=a.yaml,line=3::…`.
///
/// It is the one place where the program prints such a command on purpose. Every value passes the sanitizer and is then
/// escaped as the runner's documentation says, so that a value can neither end its property nor begin another command.
struct WorkflowCommand {
    /// What the runner shows at the line.
    enum Name: String {
        case error, warning
    }

    /// The command.
    var name: Name
    /// The properties in their order.
    var properties: [(key: String, value: String)]
    /// The lines of the message.
    var message: [String]

    /// The command as one line, without its end.
    var line: String {
        let properties = properties.map { "\($0.key)=\(Self.property($0.value))" }.joined(separator: ",")
        let message = message.map(Self.data).joined(separator: "%0A")
        return "::\(name.rawValue)\(properties.isEmpty ? "" : " ")\(properties)::\(message)"
    }

    /// A line of a message.
    private static func data(_ text: String) -> String {
        var shown = ""
        for scalar in SafeText.line(text).unicodeScalars {
            switch scalar {
            case "%": shown += "%25"
            case "\r": shown += "%0D"
            case "\n": shown += "%0A"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// A property's value, which a colon or a comma would end.
    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
