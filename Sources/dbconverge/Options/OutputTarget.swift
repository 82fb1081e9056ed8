import ArgumentParser
import FoundationEssentials

/// How an answer looks.
enum OutputFormat: String, CaseIterable {
    case text, wide, json, markdown, html, junit
    /// Of `validate` only: workflow commands for GitHub Actions, a code-quality report for GitLab.
    case github, gitlab

    /// Whether the answer has commands for a CI system's log, every value of which is escaped already.
    var hasLogCommands: Bool { self == .github }
}

/// One of a command's outputs, as people type it: `json`, or `json=plan.json` for one that is written to a file.
struct OutputTarget: Hashable, ExpressibleByArgument {
    var format: OutputFormat
    /// The file's path; nil: stdout.
    var file: String?

    init(_ format: OutputFormat, file: String? = nil) { (self.format, self.file) = (format, file) }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ OutputFormat(rawValue: String($0)) }) else { return nil }
        self.init(format, file: parts.count > 1 ? String(parts[1]) : nil)
    }

    static var allValueStrings: [String] { OutputFormat.allCases.map(\.rawValue) }

    /// Why several outputs cannot be had together; nil: they can.
    static func problem(of targets: [OutputTarget]) -> String? {
        let onStdout = targets.filter { $0.file == nil }
        if onStdout.count > 1 {
            let formats = onStdout.map(\.format.rawValue).joined(separator: " and ")
            return
                "\(formats) cannot both go to stdout; write one of them to a file, such as -o \(onStdout[0].format.rawValue)=FILE"
        }
        let files = targets.compactMap(\.file)
        if files.contains("") { return "-o FORMAT= names no file; write -o FORMAT=FILE, or leave out the =" }
        if let twice = files.first(where: { file in files.count { $0 == file } > 1 }) {
            return "two outputs go to the file '\(twice)'"
        }
        return nil
    }
}
