/// Text from outside in an XML or HTML document.
public enum XML {
    /// The text on one line, fit for an element and for an attribute in double quotes.
    public static func escape(_ text: some StringProtocol, atMost limit: Int = SafeText.longest) -> String {
        var shown = ""
        for character in SafeText.line(text, atMost: limit).unicodeScalars {
            switch character {
            case "&": shown += "&amp;"
            case "<": shown += "&lt;"
            case ">": shown += "&gt;"
            case "\"": shown += "&quot;"
            case "'": shown += "&#39;"
            // No XML has these, escaped or not.
            case "\u{FFFE}", "\u{FFFF}": shown += "\u{FFFD}"
            default: shown.unicodeScalars.append(character)
            }
        }
        return shown
    }
}
