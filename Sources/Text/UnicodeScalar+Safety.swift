extension Unicode.Scalar {
    /// Whether it only shows itself: no control, line separator, mark that turns the direction of writing, or scalar
    /// that is invisible or that no character is assigned to.
    public var isSafeToShow: Bool {
        if value < 0x7F { return value >= 0x20 }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // The blank Braille pattern is no default ignorable, and yet cannot be seen.
        default: !properties.isDefaultIgnorableCodePoint && value != 0x2800
        }
    }

    /// The same in a text. A mark that combines must have something of the same text to combine with, and what makes a
    /// sign an emoji must follow one.
    public func isSafe(after previous: Unicode.Scalar?) -> Bool {
        if value == 0xFE0F { return previous.map { $0.value > 0xA8 && $0.properties.isEmoji } ?? false }
        if isCombining { return previous.map(\.isSafeToShow) ?? false && isSafeToShow }
        return isSafeToShow
    }

    /// Whether it is drawn over the one before it.
    var isCombining: Bool {
        guard value >= 0x300 else { return false }
        return switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    /// `\n`, `\t`, `\r`, or `\u{…}` with its number.
    var visibleEscape: String {
        switch self {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u{\(String(value, radix: 16, uppercase: true))}"
        }
    }
}
