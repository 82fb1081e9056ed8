import Fleet
import FoundationEssentials
public import Journal
import Planning
import Text

/// The runs of the past for people at a terminal: by run, the newest first, and what each requested.
public struct HistoryText {
    let layout: Layout
    private var style: Style { layout.style }
    private var times: TimeSpelling { layout.times }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// The most columns of a fleet's name, which is shown in full where it stands alone.
    private static let longestName = 24

    /// The runs, with what each requested where `upgrades`, and what people did.
    public func render(_ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool) -> String {
        var lines = runs.isEmpty ? ["The journal remembers no run."] : []
        let nameWidth = runs.map { min(Self.longestName, $0.start.fleet.name.printable.displayWidth) }.max() ?? 0
        for run in runs {
            lines += self.lines(of: run, nameWidth)
            if upgrades { lines += run.upgrades.flatMap(self.lines) }
            lines += run.evaluations.flatMap(self.lines)
        }
        if upgrades, !runs.isEmpty, runs.allSatisfy(\.upgrades.isEmpty) { lines += ["", "They requested nothing."] }
        if !interventions.isEmpty {
            lines += ["", style.paint("What people did", .bold)] + interventions.flatMap(self.lines)
        }
        return lines.joined(separator: "\n")
    }

    private func lines(of run: RunRecord, _ nameWidth: Int) -> [String] {
        let name = run.start.fleet.name.printable.shortened(toWidth: Self.longestName).padded(toWidth: nameWidth)
        let result = run.completion?.text ?? "not ended"
        let began = times.text(run.start.startedAt, isPast: true).printable
        var head = "\(style.paint(name, .bold))  \(style.paint(result, run.color))  \(began)"
        var more: [String] = []
        if let amount = run.amount {
            let used = nameWidth + 2 + result.printable.displayWidth + 2 + began.displayWidth
            if used + 2 + amount.displayWidth <= layout.width {
                head += "; \(amount)"
            } else {
                more = indented(amount, by: nameWidth + 2)
            }
        }
        let made =
            "\(run.start.revision.shortRevision)\(run.start.author.map { " by \($0)" } ?? "")"
            + (run.start.signatures.phrase().map { ", \($0)" } ?? "") + ", \(run.start.origin)"
        return [head] + more + indented(made, by: nameWidth + 2).map { style.paint($0, .faint) }
    }

    private func lines(of upgrade: UpgradeRecord) -> [String] {
        let symbol = style.paint(upgrade.symbol, upgrade.color)
        return ["  \(symbol) \(upgrade.instance)   \(upgrade.from) → \(upgrade.target)"]
            + indented("\(times.text(upgrade.sentAt, isPast: true)): \(upgrade.words)", by: 6)
    }

    private func lines(of made: RunEvaluation) -> [String] {
        let one = made.evaluation
        let whose = made.upstream.map { "\($0): " } ?? ""
        let text =
            "\(whose)check \(one.check.text): \(one.result.outcome.rawValue)\(one.result.detail.map { ", \($0)" } ?? "")"
        return indented("\(text) (\(times.text(one.at, isPast: true)))", by: 6)
    }

    private func lines(of one: Intervention) -> [String] {
        let head =
            "\(times.text(one.at, isPast: true))  \(one.kind.rawValue) of \(one.fleet ?? "all fleets") by \(one.by.text)"
        let hung = head.printable.hung(after: 2, indent: 6, width: layout.width)
        let more = [one.ending(times), one.reason.map { "because: \($0)" }, one.about.map { "of \($0)" }]
        return ["  " + (hung.first ?? "")] + hung.dropFirst() + more.compactMap(\.self).flatMap { indented($0, by: 6) }
    }

    private func indented(_ text: String, by indent: Int) -> [String] {
        text.printable.wrapped(toWidth: max(20, layout.width - indent))
            .map { String(repeating: " ", count: indent) + $0 }
    }
}
