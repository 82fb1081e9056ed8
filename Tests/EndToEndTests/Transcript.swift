import Foundation

/// A page of the docs that can be followed by copy and paste: blocks of commands, each with what it prints.
struct Transcript {
    struct Block {
        var commands: String
        /// The lines that the page shows; empty where the commands print nothing.
        var shown: String
    }

    var blocks: [Block] = []

    /// Reads the blocks ```` ```sh ```` of a page, each with the block ```` ```text ```` that follows it.
    init(_ markdown: String) {
        var fence: String?
        var lines: [Substring] = []
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                lines.append(line)
                continue
            }
            let text = lines.map { $0 + "\n" }.joined()
            switch fence {
            case "sh": blocks.append(Block(commands: text, shown: ""))
            case "text": if !blocks.isEmpty { blocks[blocks.count - 1].shown = text }
            default: break
            }
            fence = fence == nil ? String(line.dropFirst(3)) : nil
            lines = []
        }
    }

    /// All the commands, for one shell. A line with a record separator and the block's number follows what each prints.
    var script: String {
        let blocks = blocks.enumerated().map { "\($0.element.commands)printf '\\036%s\\n' \($0.offset)\n" }
        return "exec 2>&1 </dev/null\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n" + blocks.joined()
    }

    /// What each block printed, from the output of the script; fewer where the shell left early.
    static func split(_ output: String) -> [String] {
        output.split(separator: "\u{1E}", omittingEmptySubsequences: false).enumerated().map { index, part in
            // The number of the block before it stands at its start.
            index == 0 ? String(part) : String(part.drop { $0 != "\n" }.dropFirst())
        }
    }

    /// Whether the output is what is shown, but for what differs from run to run. A line `[…]` stands for any lines.
    static func matches(_ output: String, _ shown: String) -> Bool {
        var rest = lines(output)[...]
        let parts = lines(shown).split(separator: "[…]", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let (isFirst, isLast) = (index == 0, index == parts.count - 1)
            var start = rest.startIndex
            if isLast, !isFirst { start = max(start, rest.endIndex - part.count) }
            while !rest[start...].starts(with: part) {
                guard !isFirst, !isLast, start < rest.endIndex else { return false }
                start += 1
            }
            rest = rest[(start + part.count)...]
            if isLast, !rest.isEmpty { return false }
        }
        return true
    }

    /// The lines, with what differs from run to run in one spelling: commits, times, people, machines, processes.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            line.replacing(/main@[0-9a-f]{7,40}/, with: "main@oid")
                .replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, with: "TIME")
                .replacing(/[A-Z][a-z]{2} \d?\d [A-Z][a-z]{2} \d\d:\d\d UTC \([^)]*\)/, with: "TIME")
                .replacing(/\S+ on [^\s,]+(?:, process \d+|(?= ))/, with: "WHO")
                .replacing(/\b\d+ s\b/, with: "N s")
                .replacing(#/ {2,}/#, with: "  ").trimmingCharacters(in: .whitespaces)
        }
    }
}
