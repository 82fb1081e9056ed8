public import Reconciler
import Text

/// A check-up for people: a line for each finding, and under it what to do.
public struct DoctorText {
    let layout: Layout
    private var style: Style { layout.style }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// A line for each finding, and the verdict.
    public func render(_ findings: [Finding]) -> String {
        let width = Finding.Check.allCases.map(\.rawValue.count).max() ?? 0
        var lines: [String] = []
        var subject: String?
        for finding in findings {
            // What several have in common stands above them.
            if let one = finding.subject, one != subject {
                lines += (lines.isEmpty ? [] : [""]) + [style.paint(one, .bold)]
            }
            subject = finding.subject ?? subject
            let (word, color) = Self.text(finding.verdict)
            let start =
                "\(style.paint(word.padded(toWidth: 7), color))  \(finding.check.rawValue.padded(toWidth: width))  "
            let text = finding.message.printable.hung(after: width + 11, indent: width + 11, width: layout.width)
            lines += [start + (text.first ?? "")] + text.dropFirst()
            let hint = (finding.hint ?? "").printable.hung(after: width + 13, indent: width + 13, width: layout.width)
            lines += hint.prefix(1).map { String(repeating: " ", count: width + 11) + "→ " + $0 } + hint.dropFirst()
        }
        return (lines + ["", verdict(findings)]).joined(separator: "\n")
    }

    private func verdict(_ findings: [Finding]) -> String {
        let failed = findings.count { $0.verdict == .failed }
        let warned = findings.count { $0.verdict == .warning }
        if failed > 0 { return style.paint("\(failed.of("check")) failed", .red) }
        return style.paint("Ready", .green) + (warned > 0 ? ", with \(warned.of("warning"))" : "")
    }

    private static func text(_ verdict: Finding.Verdict) -> (String, Style.Color?) {
        switch verdict {
        case .ok: ("ok", .green)
        case .warning: ("warning", .yellow)
        case .failed: ("FAILED", .red)
        case .skipped: ("-", .faint)
        }
    }
}
