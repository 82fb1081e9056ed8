import Manifest
import Text

extension VersionBump {
    /// What it comes to, in a sentence or two.
    func summary(isWritten: Bool) -> String {
        guard !files.isEmpty else {
            return kept.isEmpty ? "Nothing to raise: nothing newer is offered." : "Nothing is raised."
        }
        let what = "\(raises.count.of("version")) of \(raisedInstances.of("instance")) in \(files.count.of("file"))"
        return isWritten ? "Raised \(what)." : "\(what) can be raised. Nothing was written; --write does that."
    }

    /// The lines of the diff, sanitized, without the carriage returns that would be shown as escapes.
    var shownDiff: [String] {
        diff.unicodeScalars.split(separator: "\n").map { line in
            String(Substring(line.last == "\r" ? line.dropLast() : line)).printable
        }
    }
}
