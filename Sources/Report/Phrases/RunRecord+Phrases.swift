import Fleet
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Text

extension RunRecord {
    /// The heads of the columns.
    static let header = [
        "STARTED", "FLEET", "RESULT", "REQUESTED", "COMPLETED", "TOOK", "REVISION", "WHERE",
    ]
    /// Those of its upgrades.
    static let upgradeHeader = ["REQUESTED AT", "FLEET", "INSTANCE", "FROM", "TO", "OUTCOME", "DETAIL"]

    /// The cells of its row.
    var cells: [String] {
        [
            start.startedAt.second, start.fleet.name, completion?.text ?? "not ended",
            completion.map { "\($0.requests)" } ?? "-",
            completion.map { "\($0.completed)" } ?? "-",
            completion.map { DurationText.of($0.endedAt.timeIntervalSince(start.startedAt)) } ?? "-",
            start.revision + (start.author.map { " by \($0)" } ?? ""), start.origin,
        ]
    }

    /// Those of the rows of its upgrades.
    var upgradeCells: [[String]] {
        upgrades.map { one in
            [
                one.sentAt.second, start.fleet.name, one.instance.description, one.from.description,
                one.target.description, one.outcome ?? one.presumedFailed ?? "open",
                one.detail ?? (one.outcome == nil ? one.presumedFailedMessage : nil) ?? "",
            ]
        }
    }

    /// The colour of its result.
    var color: Style.Color? {
        switch completion?.result {
        case "converged": .green
        case "failed": .red
        default: .yellow
        }
    }
}

extension RunCompletion {
    /// How it ended; what converged but for what was left out says so.
    var text: String { result == RunResult.converged.name ? message ?? result : result }
}

extension RunStart {
    /// Who made the run, and where.
    var origin: String {
        (user.map { "\($0) on " } ?? "") + "\(host), process \(pid)" + (job.map { ", \($0)" } ?? "")
    }
}
