internal import CLibYAML

/// libyaml's event parser over UTF-8 text. It is allocated on the heap and never moves, because libyaml keeps pointers
/// into itself, and it is freed with this value, however that ends.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let isReady: Bool

    /// A parser of `text`, which must outlive it.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        if isReady {
            yaml_event_delete(event)
            yaml_parser_delete(parser)
        }
        event.deallocate()
        parser.deallocate()
    }

    /// The next event; it is good until the next call. After an error or the end of the stream there is none.
    mutating func next() throws(SyntaxProblem) -> UnsafePointer<yaml_event_t> {
        guard isReady else { throw SyntaxProblem(problem: "out of memory", context: "") }
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw SyntaxProblem(parser.pointee) }
        return UnsafePointer(event)
    }
}

/// What libyaml says is wrong, in its own words. Lines and columns count from 1.
struct SyntaxProblem: Error {
    var problem: String
    var position = Position(line: 1, column: 1)
    var context: String
    var contextPosition = Position(line: 1, column: 1)

    struct Position: Hashable {
        var line: Int
        var column: Int
    }

    init(problem: String, context: String) { (self.problem, self.context) = (problem, context) }

    fileprivate init(_ parser: yaml_parser_t) {
        self.init(
            problem: parser.problem.map { String(cString: $0) } ?? "",
            context: parser.context.map { String(cString: $0) } ?? "")
        if parser.error == YAML_MEMORY_ERROR { problem = "out of memory" }
        position = Position(line: parser.problem_mark.line + 1, column: parser.problem_mark.column + 1)
        contextPosition = Position(line: parser.context_mark.line + 1, column: parser.context_mark.column + 1)
    }
}
