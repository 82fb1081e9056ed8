public import Journal
import Text

/// How sound a journal is, for people.
public struct JournalText {
    let layout: Layout

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// What it holds, or what is wrong with it. `isImported` as for `JournalDocument`.
    public func render(_ checkup: JournalCheckup, isImported: Bool? = nil) -> String {
        let path = checkup.path.printable
        guard checkup.problems.isEmpty else {
            let count = layout.style.paint(checkup.problems.count.of("problem"), .red)
            let width = JournalProblem.Check.allCases.map(\.rawValue.count).max() ?? 0
            return (["\(path) has \(count)"] + checkup.problems.flatMap { rows($0, width) }).joined(separator: "\n")
        }
        let what =
            switch isImported {
            case nil: "is \(layout.style.paint("sound", .green))"
            case true?: "is imported"
            case false?: "holds the same already; nothing was changed"
            }
        return (["\(path) \(what)"] + facts(checkup).map { "  \($0)" }).joined(separator: "\n")
    }

    private func facts(_ checkup: JournalCheckup) -> [String] {
        var facts: [String] = []
        if let statistics = checkup.statistics {
            facts.append(statistics.text)
            if let oldest = statistics.oldestRun {
                facts.append("the oldest run began \(layout.times.text(oldest, isPast: true))")
            }
            facts.append(statistics.upgrades.of("upgrade"))
        }
        if let version = checkup.version {
            let isOlder = version < checkup.currentVersion
            let later = isOlder ? "; the next run brings them to \(checkup.currentVersion)" : ""
            facts.append("the tables have version \(version)\(later)")
        }
        return facts
    }

    private func rows(_ problem: JournalProblem, _ width: Int) -> [String] {
        let text = problem.message.printable.hung(after: width + 4, indent: width + 4, width: layout.width)
        return ["  \(problem.check.rawValue.padded(toWidth: width))  \(text.first ?? "")"] + text.dropFirst()
    }
}
