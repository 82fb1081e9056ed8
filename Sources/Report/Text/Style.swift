import Text

/// Colours, where they are wanted.
public struct Style: Sendable {
    /// Whether they are wanted.
    public var isColored: Bool

    /// The colours, by their numbers in an escape sequence.
    public enum Color: String {
        case red = "31", green = "32", yellow = "33", cyan = "36", bold = "1", faint = "2"
    }

    /// A style.
    public init(isColored: Bool) { self.isColored = isColored }

    /// Whether a terminal in this environment understands escape sequences, and its user wants them.
    public static func isUnderstood(in environment: [String: String]) -> Bool {
        let terminal = environment["TERM"] ?? ""
        return (environment["NO_COLOR"] ?? "").isEmpty && !terminal.isEmpty && terminal != "dumb"
    }

    /// The text, sanitized, in a colour.
    public func paint(_ text: String, _ color: Color?) -> String {
        let text = text.printable
        guard isColored, let color else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }
}
