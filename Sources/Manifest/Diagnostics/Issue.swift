/// A location in one of the files, without its text; lines and columns count from 1, columns in Unicode scalars.
struct SourceLocation: Hashable {
    var file: Int32
    var line: Int32
    var column: Int32
    var width: Int32 = 1
}

/// A diagnostic whose source lines have not been looked up yet.
struct Issue {
    var code: Diagnostic.Code
    var location: SourceLocation
    var message: String
    var hint: String?
    var related: [(message: String, location: SourceLocation)]
}

/// Collects what is found in all files.
final class IssueLog {
    private(set) var issues: [Issue] = []
    /// Whether some document could not be read at all, so that what seems to be missing may stand in it.
    var isIncomplete = false
    /// How many problems have been found, shown or not.
    private(set) var count = 0
    private var counts: [Int32: Int] = [:]

    /// Texts are made only for what will be shown: a file may have millions of problems.
    func report(
        _ code: Diagnostic.Code, at location: SourceLocation, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil, related: [(message: String, location: SourceLocation)] = []
    ) {
        self.count += 1
        let count = counts[location.file, default: 0]
        guard count <= YAMLLimit.problems else { return }
        counts[location.file] = count + 1
        guard count < YAMLLimit.problems else {
            issues.append(
                Issue(
                    code: .tooManyProblems, location: location,
                    message: "more than \(YAMLLimit.problems) problems in this file; the rest is not shown",
                    hint: "mend the first ones and look again", related: []))
            return
        }
        issues.append(Issue(code: code, location: location, message: message(), hint: hint(), related: related))
    }

    /// The diagnostics in their order, each once, with the lines of `files`.
    func diagnostics(for files: [SourceFile]) -> [Diagnostic] {
        var texts: [Int32: SourceText] = [:]
        func location(_ location: SourceLocation) -> Diagnostic.Location {
            let file = files[Int(location.file)]
            let text = texts[location.file] ?? SourceText(file.bytes)
            texts[location.file] = text
            return text.location(of: location, path: file.path)
        }
        let found = issues.map { issue in
            Diagnostic(
                code: issue.code, message: issue.message, hint: issue.hint, location: location(issue.location),
                related: issue.related.map { .init(message: $0.message, location: location($0.location)) })
        }
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }.sorted()
    }
}
