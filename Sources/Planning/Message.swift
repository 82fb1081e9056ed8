public import FoundationEssentials
public import Fleet

/// Words with times in them. A renderer spells the times for its reader, in a time zone and with their distance; the
/// plain text has them in UTC.
public struct Message: Hashable, Sendable {
    /// A time that a message names.
    public struct Time: Hashable, Sendable {
        /// The time.
        public var date: Date
        /// The zone of the window or freeze that it belongs to; nil: that of the reader.
        public var zone: ZoneRules?
        /// Whether it lies in the past, so that it is rounded to a minute that has begun.
        public var isPast = false

        /// As the plain text has it.
        public var text: String { isPast ? date.pastMinute : date.minute }
    }

    fileprivate enum Piece: Hashable, Sendable {
        case words(String)
        case time(Time)
    }

    fileprivate var pieces: [Piece] = []

    /// A message without times.
    public init(_ words: String) { pieces = [.words(words)] }

    /// The words, with its times in UTC.
    public var text: String { text(\.text) }

    /// The words, with each time as it is spelled for a reader.
    public func text(_ spell: (Time) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .time(let time): spell(time)
            }
        }.joined()
    }

    /// The same words are the same message, whether or not a time in them can be spelled otherwise.
    public static func == (one: Message, other: Message) -> Bool {
        one.pieces == other.pieces || one.text == other.text
    }

    /// Hashes the plain text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Message: CustomStringConvertible {
    /// The plain text.
    public var description: String { text }
}

extension Message: ExpressibleByStringInterpolation {
    /// A message without times.
    public init(stringLiteral value: String) { self.init(value) }

    /// A message of which the pieces were written one by one.
    public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    /// Takes in words, times and other messages.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        /// Nothing yet.
        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(2 * interpolationCount + 1)
        }

        /// Takes in words.
        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.words(literal)) }
        }

        /// Takes in a value in words.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            appendLiteral(value.description)
        }

        /// Takes in a message with its times.
        public mutating func appendInterpolation(_ message: Message) { pieces += message.pieces }

        /// Takes in a time to come; `zone`: that of the window or freeze that it belongs to.
        public mutating func appendInterpolation(time date: Date, in zone: ZoneRules? = nil) {
            pieces.append(.time(Time(date: date, zone: zone)))
        }

        /// Takes in a time of the past.
        public mutating func appendInterpolation(past date: Date, in zone: ZoneRules? = nil) {
            pieces.append(.time(Time(date: date, zone: zone, isPast: true)))
        }
    }
}

extension Message: Codable {
    /// Decodes plain text.
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    /// Encodes the plain text.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(text)
    }
}
