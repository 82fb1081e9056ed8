import Planning
import Reconciler

/// How a run ended, for people at a terminal.
struct ReportText {
    var style: Style

    func render(_ reports: [FleetReport], revision: String) -> String {
        var lines = ["Revision \(revision)"]
        for report in reports {
            lines += [
                "", style.paint(report.fleet, .bold) + ": " + style.paint(report.ending.sentence, color(of: report)),
            ]
            if let plan = report.plan {
                lines.append(
                    "  \(plan.instances.count.of("instance")): \(plan.tally); \(report.upgrades.of("upgrade")) in this run"
                )
                lines += PlanText(style: style).rows(of: plan)
            }
        }
        return lines.joined(separator: "\n")
    }

    private func color(of report: FleetReport) -> Style.Color {
        switch report.ending {
        case .converged: .green
        case .held, .timedOut, .interrupted: .yellow
        case .failed: .red
        }
    }
}

extension Ending {
    /// The stable word for it in JSON.
    var word: String {
        switch self {
        case .converged: "converged"
        case .held: "held"
        case .timedOut: "timedOut"
        case .interrupted: "interrupted"
        case .failed: "failed"
        }
    }

    var sentence: String {
        switch self {
        case .converged: "converged"
        case .held: "stopped before converging: what is left waits for somebody or for another version"
        case .timedOut: "stopped before converging: the time was up; upgrades that run go on by themselves"
        case .interrupted: "interrupted; upgrades that run go on by themselves, and the next run finds them"
        case .failed(let message): message
        }
    }
}
