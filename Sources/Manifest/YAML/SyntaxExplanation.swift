/// Says in a person's words what libyaml found wrong, and where a person would look for it.
struct SyntaxExplanation {
    private var code = Diagnostic.Code.syntax
    private var position: SyntaxProblem.Position
    private var message: String
    private var hint: String?
    private var note: (message: String, position: SyntaxProblem.Position)?

    init(_ problem: SyntaxProblem, in source: SourceText) {
        position = problem.position
        let line = String(decoding: source.line(position.line), as: UTF8.self)
        let scalars = Array(line.unicodeScalars)
        let found = position.column <= scalars.count ? scalars[position.column - 1] : nil

        if let tab = SyntaxExplanation.indentingTab(scalars), !problem.problem.contains("unexpected end of stream") {
            code = .tabIndentation
            position.column = tab + 1
            message = "a tab can't indent YAML"
            hint = "indent with spaces; most editors can do this for files that end in .yaml"
            return
        }
        if let column = VersionRange.column(in: scalars) {
            position.column = column
            message = "a value can't start like this, and a version is no range"
            hint = VersionRange.advice(Value.exampleVersion)
            return
        }
        if problem.problem == "found unexpected end of stream", problem.context == "while scanning a quoted scalar" {
            position = problem.contextPosition
            message = "the text that starts here has no closing quote"
            return
        }
        if problem.problem == "found character that cannot start any token", let found {
            message = "a value can't start with \(quoted(String(found)))"
            hint = "put the value in quotes"
            return
        }
        let words = SyntaxExplanation.words[problem.problem]
        if problem.problem == "could not find expected ':'" { position = problem.contextPosition }
        message = words?.message ?? SyntaxExplanation.plain(problem)
        hint = words?.hint
        if let what = SyntaxExplanation.contexts[problem.context], problem.contextPosition != position {
            note = ("\(what) starts here", problem.contextPosition)
        }
    }

    func report(to log: IssueLog, file: Int32) {
        log.report(
            code, at: location(position, file), message, hint: hint,
            related: note.map { [($0.message, location($0.position, file))] } ?? [])
    }

    private func location(_ position: SyntaxProblem.Position, _ file: Int32) -> SourceLocation {
        SourceLocation(file: file, line: Int32(clamping: position.line), column: Int32(clamping: position.column))
    }

    /// The first tab among the blanks that a line starts with.
    private static func indentingTab(_ line: [Unicode.Scalar]) -> Int? {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        return blanks.count < line.count ? blanks.firstIndex(of: "\t") : nil
    }

    private static func plain(_ problem: SyntaxProblem) -> String {
        let parts = [problem.context, problem.problem].filter { !$0.isEmpty }
        return parts.isEmpty ? "this is not YAML" : "this is not YAML: \(parts.joined(separator: ", "))"
    }

    private static let contexts = [
        "while parsing a block mapping": "the mapping", "while parsing a block collection": "the list",
        "while parsing a flow mapping": "the '{'", "while parsing a flow sequence": "the '['",
        "while scanning a simple key": "the key", "while scanning a quoted scalar": "the quoted text",
    ]

    private static let words: [String: (message: String, hint: String?)] = [
        "mapping values are not allowed in this context": (
            "a ':' can't stand here", "put a value that contains ': ' in quotes, or check the indentation"
        ),
        "block sequence entries are not allowed in this context": (
            "a '-' can't start a list here", "start the list on a line of its own"
        ),
        "mapping keys are not allowed in this context": ("a '?' can't stand here", "put the value in quotes"),
        "did not find expected key": (
            "this line fits none of the lines above it", "indent it exactly like the other keys of its mapping"
        ),
        "did not find expected '-' indicator": (
            "this line is neither an entry of the list above nor outside of it",
            "start it with '- ', or indent it like the text around the list"
        ),
        "could not find expected ':'": (
            "a ':' is missing after the key", "write 'key: value' with a space after the ':'"
        ),
        "did not find expected ',' or ']'": ("a ',' or the closing ']' is missing here", nil),
        "did not find expected ',' or '}'": ("a ',' or the closing '}' is missing here", nil),
        "did not find expected node content": ("a value is missing here", nil),
        "did not find expected <document start>": (
            "the document before has ended, and this belongs to no other", "separate documents with a line '---'"
        ),
        "found unexpected document indicator": (
            "the document ends inside of quoted text", "close the quotes before it"
        ),
        "found unknown escape character": (
            "this escape means nothing in double quotes", "write '\\\\' for a backslash, or use single quotes"
        ),
        "found undefined tag handle": ("the tag here has no meaning in a manifest", "remove the tag"),
        "did not find expected alphabetic or numeric character": (
            "'&' and '*' start the name of an anchor, and none follows", "put a value that starts with one in quotes"
        ),
        "found incompatible YAML document": ("this version of YAML is not known", "remove the line, or write 1.2"),
        "found unknown directive name": ("this directive is not known", "remove the line"),
        "did not find expected comment or line break": ("nothing can follow here but a comment", nil),
        "found a tab character where an indentation space is expected": ("a tab can't indent YAML", "use spaces"),
        "found a tab character that violates indentation": ("a tab can't indent YAML", "use spaces"),
    ]
}
