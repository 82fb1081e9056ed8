/// Something that is wrong with a manifest: what, where, and what to do about it.
public struct Diagnostic: Error, Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Codable {
        /// Nothing is applied.
        case error
        /// It is shown, and changes nothing.
        case warning
    }

    /// A location in a file, with the text that stands there.
    public struct Location: Hashable, Sendable, Codable {
        /// The file's path, or the path that was looked at.
        public var path: String
        /// The line, from 1; 0 where the whole path is meant.
        public var line: Int
        /// The column in Unicode scalars, from 1; 0 where the whole path is meant.
        public var column: Int
        /// The line's text, clipped around the column where it is long; nil where there is none to show. What could
        /// play tricks on a terminal is replaced, scalar by scalar.
        public var sourceLine: String?
        /// How many scalars of `sourceLine` stand before the column.
        public var caret: Int
        /// How many scalars to underline, at least 1.
        public var width: Int

        /// A location.
        public init(
            path: String, line: Int = 0, column: Int = 0, sourceLine: String? = nil, caret: Int = 0, width: Int = 1
        ) {
            self.path = path
            self.line = line
            self.column = column
            self.sourceLine = sourceLine
            self.caret = caret
            self.width = width
        }
    }

    /// Another location that has to do with it, such as the first of two equal names.
    public struct Note: Hashable, Sendable, Codable {
        /// What is there.
        public var message: String
        /// Where that is.
        public var location: Location

        /// A note.
        public init(message: String, location: Location) { (self.message, self.location) = (message, location) }
    }

    /// How bad it is.
    public var severity: Severity
    /// A stable name for this kind of problem.
    public var code: Code
    /// What is wrong, in one sentence.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Where it is.
    public var location: Location
    /// Other locations that have to do with it.
    public var related: [Note]

    /// A diagnostic.
    public init(
        severity: Severity = .error, code: Code, message: String, hint: String? = nil, location: Location,
        related: [Note] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.location = location
        self.related = related
    }

    /// The file's path, or the path that was looked at.
    public var path: String { location.path }
    /// The line, from 1; 0 where the whole path is meant.
    public var line: Int { location.line }
    /// The column in Unicode scalars, from 1; 0 where the whole path is meant.
    public var column: Int { location.column }
    /// The line's text, where there is one to show.
    public var sourceLine: String? { location.sourceLine }
    /// How many scalars to underline.
    public var width: Int { location.width }
}

extension Diagnostic: Comparable {
    /// Order by path, line and column, then by what is said.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        if left.path != right.path { return left.path < right.path }
        if (left.line, left.column) != (right.line, right.column) {
            return (left.line, left.column) < (right.line, right.column)
        }
        return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
    }
}
