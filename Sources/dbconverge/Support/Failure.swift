import Logging
import Report

/// Why a command cannot do what it was asked to, as its caller is told.
struct Failure: Error, CustomStringConvertible {
    /// What is wrong, and where.
    var message: String
    /// Lines under it, such as the locations of mistakes in a file.
    var details: String?
    /// What to do about it.
    var hint: String?
    /// The exit status that it ends with.
    var status = ExitStatus.error

    /// Both on one line.
    var description: String { hint.map { "\(message); \($0)" } ?? message }

    /// Tells it on stderr, and on stdout where the caller wants JSON or annotations.
    func report(_ format: OutputFormat?) {
        Console.say(LogEntry(level: .error, message: message, details: details, hint: hint))
        // Where this cannot be written, stderr has said it.
        if format == .json {
            let whole = details.map { "\(message)\n\($0)" } ?? message
            try? Console.answer(JSONText.render(ErrorDocument(message: whole, hint: hint)))
        } else if format == .github {
            try? Console.commands(GitHubAnnotations.render(error: message, hint: hint))
        }
    }
}
