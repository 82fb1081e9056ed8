public import Reconciler
import Text

/// A check-up for people: a line for each finding, and under it what to do.
public struct DoctorText {
    let style: Style

    /// A renderer in a style.
    public init(style: Style) { self.style = style }

    /// A line for each finding, and the verdict.
    public func render(_ findings: [Finding]) -> String {
        let width = Finding.Check.allCases.map(\.rawValue.count).max() ?? 0
        let lines = findings.flatMap { finding -> [String] in
            let (word, color) = Self.text(finding.verdict)
            let check = finding.check.rawValue.padded(to: width)
            let subject = finding.subject.map { "\($0): " } ?? ""
            let line = "\(style.paint(word.padded(to: 7), color))  \(check)  \((subject + finding.message).printable)"
            return [line]
                + (finding.hint.map { [String(repeating: " ", count: width + 11) + "→ " + $0.printable] } ?? [])
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

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
