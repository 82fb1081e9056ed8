/// Colours, where they are wanted.
struct Style: Sendable {
    var isColored: Bool

    enum Color: String {
        case red = "31", green = "32", yellow = "33", cyan = "36", bold = "1", faint = "2"
    }

    func paint(_ text: String, _ color: Color?) -> String {
        guard isColored, let color else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }
}
