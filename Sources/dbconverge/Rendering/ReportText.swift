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
                lines.append("  \(plan.instances.count.of("instance")): \(plan.tally); \(report.deeds)")
                if let waves = plan.waveTally { lines.append("  waves: \(waves)") }
                lines += PlanText(style: style).rows(of: plan, afterRun: true)
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

extension FleetReport {
    /// What the run did, in one phrase.
    var deeds: String {
        requests == 0 ? "nothing was asked for" : "\(requests.of("upgrade")) asked for, \(upgrades) landed"
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
        case .interrupted:
            "interrupted; upgrades that run go on by themselves. Give them some minutes to show before the next run"
        case .failed(let message): message
        }
    }
}
