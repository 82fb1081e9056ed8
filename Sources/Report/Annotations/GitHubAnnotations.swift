public import Manifest
import Text

/// What is wrong with manifests, as annotations that GitHub shows at the lines of a pull request.
///
/// Each line is a workflow command or sanitized text, so the answer must be written as it is: the console's sanitizer
/// would take the commands away. GitHub shows the first ten errors and the first ten warnings of a step; its log has all.
public enum GitHubAnnotations {
    /// A line for each diagnostic; paths are relative to the repository's root.
    public static func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { command(for: $0).line }.joined(separator: "\n")
    }

    /// What is no part of a file, such as a repository that cannot be read.
    public static func render(error message: String, hint: String?) -> String {
        let hints = hint.map { ["hint: \($0)"] } ?? []
        return WorkflowCommand(name: .error, properties: [("title", "dbconverge")], message: [message] + hints).line
    }

    /// A line of the answer that is no command, with any text in it.
    public static func line(_ text: String) -> String { SafeText.composedLine(text, keepingColors: false) }

    private static func command(for diagnostic: Diagnostic) -> WorkflowCommand {
        var properties: [(key: String, value: String)] = []
        // What is about a folder has no file to stand at.
        if diagnostic.code != .noManifests { properties.append(("file", diagnostic.path)) }
        if diagnostic.line > 0 {
            properties += [("line", "\(diagnostic.line)"), ("col", "\(diagnostic.column)")]
        }
        properties.append(("title", "dbconverge: \(diagnostic.code.rawValue)"))
        let notes = diagnostic.related.map { "\($0.location.path):\($0.location.line): \($0.message)" }
        return WorkflowCommand(
            name: diagnostic.severity == .error ? .error : .warning, properties: properties,
            message: [diagnostic.message] + (diagnostic.hint.map { ["hint: \($0)"] } ?? []) + notes)
    }
}
