internal import Text

/// Spells texts as YAML scalars, so that every reader takes them for the same text: also those of YAML 1.1, to which `yes`
/// is a boolean and `12:30` a number.
enum ScalarSpelling {
    /// The text, without quotes where they are not needed, else in double quotes with everything invisible escaped.
    static func spell(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Starts with a letter, has no spaces, and is no word with a meaning of its own.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) else { return false }
        let isWord = text.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || "_-./".unicodeScalars.contains($0)
        }
        return isWord && !reserved.contains(text.lowercased())
    }

    private static let reserved: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
        return scalar.properties.generalCategory == .otherLetter && scalar.isSafeToShow
    }

    private static func quoted(_ text: String) -> String {
        var spelled = String.UnicodeScalarView("\"".unicodeScalars)
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": spelled.append(contentsOf: ["\\", scalar])
            case "\n": spelled.append(contentsOf: "\\n".unicodeScalars)
            case "\t": spelled.append(contentsOf: "\\t".unicodeScalars)
            // Two of them can begin a command in a CI system's log.
            case "#" where previous == "#": spelled.append(contentsOf: "\\x23".unicodeScalars)
            case _ where !scalar.isSafe(after: previous): spelled.append(contentsOf: escape(scalar).unicodeScalars)
            default: spelled.append(scalar)
            }
            previous = scalar
        }
        spelled.append("\"")
        return String(spelled)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, width) = scalar.value > 0xFFFF ? ("\\U", 8) : ("\\u", 4)
        return mark + String(repeating: "0", count: width - digits.count) + digits
    }
}

extension String {
    /// Why a manifest can't have this text as a name or a label; nil where it can. `isEmptyAllowed`: as for labels.
    func undeclarable(isEmptyAllowed: Bool = false) -> String? {
        if isEmpty { return isEmptyAllowed ? nil : "is empty" }
        if unicodeScalars.count > YAMLLimit.word { return "has more than \(YAMLLimit.word) characters" }
        let isControlled = unicodeScalars.contains {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }
        if isControlled { return "has a control character" }
        return ForeignContent.value(self) == nil ? nil : "looks like a template's placeholder"
    }
}
