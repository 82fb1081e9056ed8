public import Fleet
public import Manifest
import Text

/// What `bump` does as Markdown, such as the description of the pull request that a bot opens.
public struct BumpMarkdown {
    let names: [InstanceID: String]
    /// A longer diff is left out: the pull request shows it anyway.
    private static let longestDiff = 30_000
    /// The most names of instances in a row.
    private static let namesInRow = 20

    /// A renderer; `names` are what the instances are called, else by their ids.
    public init(names: [InstanceID: String] = [:]) { self.names = names }

    /// The answer, cut to what GitHub takes as a comment; `isWritten`: the files have been replaced.
    public func render(_ bump: VersionBump, isWritten: Bool, selection: Selection = Selection()) -> String {
        var lines = [bump.summary(isWritten: isWritten)] + selection.markdownLines
        if !bump.raises.isEmpty {
            lines += ["", "| fleet | from | to | instances | where |", "|---|---|---|---|---|"]
            for raise in bump.raises {
                let place = Markdown.escape("\(raise.path):\(raise.line)")
                lines.append(
                    "| \(Markdown.escape(raise.fleet)) | \(raise.from) | \(raise.to) | \(raise.instances.count) | \(place) |"
                )
            }
        }
        if !bump.kept.isEmpty {
            lines += [
                "", "**Kept as declared**", "", "| fleet | declared | instances | why | where |",
                "|---|---|---|---|---|",
            ]
            for kept in bump.kept {
                let place = Markdown.escape("\(kept.path):\(kept.line)")
                let cells = [
                    Markdown.escape(kept.fleet), "\(kept.declared)", list(kept.instances), Markdown.escape(kept.reason),
                    place,
                ]
                lines.append("| \(cells.joined(separator: " | ")) |")
            }
        }
        // One line, so that it is kept or left out as a whole.
        if let diff = diff(bump) { lines += ["", diff] }
        return MarkdownDocument.render(lines, rest: "`-o json` has all of them.")
    }

    private func list(_ instances: [InstanceID]) -> String {
        let shown = instances.prefix(Self.namesInRow).map { Markdown.escape(names[$0] ?? $0.description) }
        let left = instances.count - shown.count
        return shown.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    }

    private func diff(_ bump: VersionBump) -> String? {
        let lines = bump.shownDiff
        let size = lines.reduce(0) { $0 + $1.utf16.count + 1 }
        guard !lines.isEmpty, size <= Self.longestDiff else { return nil }
        var (longest, run) = (2, 0)
        for scalar in lines.joined(separator: "\n").unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return (["\(fence)diff"] + lines + [fence]).joined(separator: "\n")
    }
}
