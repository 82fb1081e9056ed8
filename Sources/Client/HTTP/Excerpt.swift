internal import FoundationEssentials
internal import Text

/// The part of a foreign text that may be shown: short, on one line, and without any secret of ours.
enum Excerpt {
    /// An answer, by its content type and its first characters.
    static func of(_ response: WireResponse, hiding secrets: Redactor) -> String {
        guard !response.body.isEmpty else { return "the answer is empty" }
        let type = response.headers["content-type"].map { of($0, limit: 60, hiding: secrets) } ?? "without content type"
        // Far longer than the shown part, so that a secret is recognised whole.
        let text = String(decoding: response.body.prefix(64 << 10), as: UTF8.self)
        return "the answer (\(type)) begins with: \(of(text, limit: 80, hiding: secrets))"
    }

    /// The first `limit` characters, with control characters and runs of white space as single spaces.
    static func of(_ text: String, limit: Int, hiding secrets: Redactor) -> String {
        var shown = ""
        var count = 0
        var isGap = false
        // A character may have many bytes.
        for character in secrets.redacted(text, limit: limit * 16) {
            guard !character.isWhitespace,
                character.unicodeScalars.allSatisfy({ $0.isSafeToShow || $0.value == 0xFE0F })
            else {
                isGap = !shown.isEmpty
                continue
            }
            guard count < limit else { return shown + "…" }
            if isGap { shown += " " }
            isGap = false
            shown.append(character)
            count += 1
        }
        return shown
    }
}
