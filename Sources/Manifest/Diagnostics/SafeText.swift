/// Text of a manifest's author in quotes, clipped and fit to be shown: nothing in it can move a terminal's cursor.
func quoted(_ text: String, atMost limit: Int = 60) -> String {
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == limit {
            shown += "…"
            break
        }
        switch scalar {
        case "\n": shown += "\\n"
        case "\t": shown += "\\t"
        case "\r": shown += "\\r"
        case _ where scalar.isUnsafeToShow: shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return "'\(shown)'"
}

extension Unicode.Scalar {
    /// Whether a terminal could do something else with it than show it: controls, line separators and the invisible
    /// marks that change the direction of writing.
    var isUnsafeToShow: Bool {
        guard value < 0x20 || value > 0x7E else { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    /// How many cells of a terminal it takes; an approximation of East Asian width that is right for what people write.
    var cells: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        return Unicode.Scalar.wide.contains { $0.contains(value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
