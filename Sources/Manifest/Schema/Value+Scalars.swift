internal import Fleet

/// The readers of scalars. Numbers keep their spelling: for text of a given shape, `052e1` is as good as `"052e1"`.
extension Value {
    /// Text of any content but control characters; an unquoted number or boolean is refused, since its author may have
    /// meant the number.
    func string(_ what: String = "text", atMost limit: Int = YAMLLimit.word) -> String? {
        guard isScalar, type == .text else {
            let isNumber = kind == .plain && type != .null
            reportType(expected: what, hint: isNumber ? "put it in quotes: \"\(shownText)\"" : nil)
            return nil
        }
        return checked(what, atMost: limit)
    }

    /// Text whose shape the caller checks, so that it doesn't matter whether YAML takes it for a number.
    func word(_ what: String, atMost limit: Int = YAMLLimit.word) -> String? {
        guard isScalar, type != .null else {
            reportType(expected: what)
            return nil
        }
        return checked(what, atMost: limit)
    }

    /// Whether the scalar has no more characters than that; reported where it has.
    func isShort(atMost limit: Int = YAMLLimit.word) -> Bool {
        guard document.nodes[node].length > limit else { return true }
        let bytes = document.bytes(node)
        // Each byte but those that continue a character begins one.
        guard case let count = bytes.count(where: { $0 & 0xC0 != 0x80 }), count > limit else {
            return true
        }
        report(
            .tooLong, "\(name) has \(count) characters; at most \(YAMLLimit.spelled(limit)) are allowed",
            hint: "shorten it")
        return false
    }

    /// Whether a tool has to replace the text first; reported where it has.
    func isForeign(_ text: String) -> Bool {
        guard let foreign = ForeignContent.value(text) else { return false }
        report(.unprocessed, "\(name) is \(foreign.message): \(quoted(text))", hint: foreign.hint)
        return true
    }

    private func checked(_ what: String, atMost limit: Int) -> String? {
        guard isShort(atMost: limit) else { return nil }
        let text = rawText
        guard !text.isEmpty else {
            report(.wrongType, "\(name) must be \(what), but is empty")
            return nil
        }
        guard !document.withBytes(node, hasControlCharacter) else {
            report(.badCharacter, "\(quoted(text)) has a control character in it", hint: "remove it")
            return nil
        }
        // Text for people may be about templates; what programs compare can't.
        guard limit != YAMLLimit.word || !isForeign(text) else { return nil }
        return document.shared(text)
    }

    /// `true` or `false`.
    func boolean() -> Bool? {
        if kind == .plain, type == .boolean { return rawText.lowercased() == "true" }
        let advice: String? =
            switch isScalar ? rawText.lowercased() : "" {
            case "yes", "on", "y": "write true"
            case "no", "off", "n": "write false"
            case let text where text == "true" || text == "false": "without quotes: \(text)"
            default: nil
            }
        reportType(expected: "true or false", hint: advice)
        return nil
    }

    /// One of the words that a type is made of.
    func word<Word: RawRepresentable & CaseIterable>(of: Word.Type) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        guard let text = word("one of \(words.joined(separator: ", "))") else { return nil }
        if let word = Word(rawValue: text) { return word }
        report(
            .badValue, "\(name) can't be \(quoted(text))",
            hint: Manifest.hint(for: text, among: words, listing: "it can be one of"))
        return nil
    }

    /// A whole number in decimal digits.
    func integer(_ range: ClosedRange<Int>, _ what: String) -> Int? {
        guard kind == .plain, type == .integer else {
            let isQuoted = kind == .text && document.bytes(node).allSatisfy(isDigit) && !rawText.isEmpty
            reportType(expected: what, hint: isQuoted ? "without quotes: \(shownText)" : nil)
            return nil
        }
        guard let number = decimal(document.bytes(node)), range.contains(number) else {
            report(.badNumber, "\(name) must be \(what), but is \(quoted(rawText))")
            return nil
        }
        return number
    }

    /// A count such as `3` or a percentage such as `10%`.
    func limit() -> Limit? {
        let what = "a count such as 3 or a percentage such as 10%"
        if kind == .plain, type == .integer {
            return integer(0...1_000_000, "\(what), from 0 to 1000000").map(Limit.count)
        }
        guard isScalar, type == .text else {
            reportType(expected: what)
            return nil
        }
        let bytes = document.bytes(node)
        guard bytes.last == UInt8(ascii: "%"), let number = decimal(bytes.dropLast()), number <= 100 else {
            let isQuoted = kind == .text && decimal(bytes) != nil
            let advice = isQuoted ? "without quotes: \(shownText)" : "percentages are whole numbers from 0% to 100%"
            report(.badLimit, "\(name) must be \(what), but is \(quoted(rawText))", hint: advice)
            return nil
        }
        return .percent(number)
    }

    /// A label such as Kubernetes wants for names: lower case letters, digits and `-`, at most 63 of them.
    func label(_ what: String) -> String? {
        guard let text = word(what) else { return nil }
        let bytes = Array(text.utf8)
        let isLabel =
            bytes.count <= 63 && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
        guard isLabel else {
            let hint =
                bytes.count > 63
                ? "it has \(bytes.count) characters; at most 63 are allowed"
                : "use lower case letters, digits and '-', and start and end with a letter or digit"
            report(.badName, "\(quoted(text)) is not \(what)", hint: hint)
            return nil
        }
        return text
    }

    /// A mapping of labels: text to text.
    func labels() -> [String: String]? { texts(of: "a mapping of labels", atMost: YAMLLimit.word) }

    /// Kubernetes' annotations, text to text: nothing here reads what they say.
    func checkAnnotations() { _ = texts(of: "a mapping of annotations", atMost: YAMLLimit.freeText) }

    private func texts(of what: String, atMost limit: Int) -> [String: String]? {
        guard let entries = entries(of: what) else { return nil }
        var texts: [String: String] = [:]
        texts.reserveCapacity(entries.count)
        // Of a few keys, comparing each with those before it costs less than looking them up.
        let areFew = entries.count <= 8
        var first: [String: Value] = [:]
        for (index, (key, value)) in entries.enumerated() where value.isKeyShort {
            let earlier =
                areFew
                ? entries[..<index].last { $0.key == key }?.value : first.updateValue(value, forKey: key)
            if let earlier { value.reportDuplicateKey(first: earlier) }
            let isEmpty = value.kind == .text && document.nodes[value.node].length == 0
            texts[document.shared(key)] = isEmpty ? "" : value.string(atMost: limit)
        }
        return texts
    }
}

/// Whether a text, which is UTF-8, has a control character in it other than a newline or a tab.
private func hasControlCharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var before: UInt8 = 0
    for byte in bytes {
        if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F { return true }
        // U+0080 to U+009F.
        if before == 0xC2, byte < 0xA0 { return true }
        before = byte
    }
    return false
}

/// Decimal digits as a number; nil where there is anything else, or more than nine of them.
func decimal(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 9, bytes.allSatisfy(isDigit) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}
