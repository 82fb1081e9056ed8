/// Durations as people write them, in manifests and on the command line: `90s`, `15m`, `1h30m`, `1d12h`, `500ms`.
///
/// One or more whole numbers, each with its unit, the largest unit first and each unit once.
public enum WrittenDuration {
    /// What a duration looks like, for messages.
    public static let examples = "90s, 15m, 1h30m or 2d"
    /// The longest that can be written: ten years.
    public static let longest = Duration.seconds(3650 * 86_400)

    /// Why a text is no duration: what to write instead.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// In words that follow a colon.
        public let description: String
    }

    /// Reads a duration.
    public static func parse(_ text: String) throws(Problem) -> Duration {
        var rest = Array(text.utf8.prefix(100))[...]
        guard !rest.isEmpty else { throw problem("it is empty") }
        var total = Duration.zero
        var last = units.startIndex
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !(0x30...0x39).contains($0) }
            guard !digits.isEmpty else { throw misspelt(text) }
            guard !unit.isEmpty else {
                let number = String(decoding: digits.prefix(20), as: UTF8.self)
                throw problem("add a unit: \(number)s, \(number)m or \(number)h")
            }
            guard let index = units.firstIndex(where: { $0.name.utf8.elementsEqual(unit) }) else {
                throw misspelt(text)
            }
            guard index >= last else { throw problem("write each unit once and the largest first, as in 1d12h30m") }
            guard digits.count <= 12, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
                throw problem(tooLong)
            }
            total += units[index].duration * number
            guard total <= longest else { throw problem(tooLong) }
            last = index + 1
            rest = rest.dropFirst(unit.count)
        }
        return total
    }

    private static let tooLong = "it is longer than ten years"

    private static let units: [(name: String, duration: Duration)] = [
        ("d", .seconds(86_400)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
        ("ms", .milliseconds(1)),
    ]

    /// The habits of other tools get their own advice.
    private static func misspelt(_ text: String) -> Problem {
        let text = text.prefix(100)
        if text.contains(".") || text.contains(",") {
            return problem("write whole numbers: 1h30m, not 1.5h")
        }
        if text.hasPrefix("-") || text.hasPrefix("+") { return problem("write it without a sign") }
        if text.contains(where: \.isWhitespace) { return problem("write it without spaces, as in 1h30m") }
        if text.lowercased().hasPrefix("p") { return problem("ISO 8601's form is not read: write 1h30m, not PT1H30M") }
        if text.contains(":") { return problem("write 1h30m, not 1:30") }
        return problem("whole numbers, each with its unit: d, h, m, s or ms, in lower case, as in 1h30m")
    }

    private static func problem(_ text: String) -> Problem { Problem(description: text) }
}
