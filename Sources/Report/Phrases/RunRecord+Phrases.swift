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
    static let upgradeHeader = ["REQUESTED AT", "FLEET", "INSTANCE", "FROM", "TO", "OUTCOME"]

    /// Those of its evaluations.
    static let evaluationHeader = ["EVALUATED AT", "FLEET", "CHECK", "OUTCOME", "WHAT IT FOUND"]

    /// How much it did, and how long that took; nil where it has not ended.
    var amount: String? {
        completion.map { done in
            let took = DurationText.of(done.endedAt.timeIntervalSince(start.startedAt))
            guard done.requests > 0 else { return "nothing requested, took \(took)" }
            return "\(done.requests) requested, \(done.completed) completed, took \(took)"
        }
    }

    /// The cells of its row.
    func cells(_ times: TimeSpelling) -> [String] {
        [
            times.text(start.startedAt, isPast: true), start.fleet.name, completion?.text ?? "not ended",
            completion.map { "\($0.requests)" } ?? "-",
            completion.map { "\($0.completed)" } ?? "-",
            completion.map { DurationText.of($0.endedAt.timeIntervalSince(start.startedAt)) } ?? "-",
            start.revision + (start.author.map { " by \($0)" } ?? "")
                + (start.signatures.phrase(withKeys: true).map { ", \($0)" } ?? ""),
            start.origin,
        ]
    }

    /// Those of the rows of its upgrades.
    func upgradeCells(_ times: TimeSpelling) -> [[String]] {
        upgrades.map { one in
            [
                times.text(one.sentAt, isPast: true), start.fleet.name, one.instance.description, one.from.description,
                one.target.description, one.words,
            ]
        }
    }

    /// Those of the rows of its evaluations.
    func evaluationCells(_ times: TimeSpelling) -> [[String]] {
        evaluations.map { made in
            let one = made.evaluation
            return [
                times.text(one.at, isPast: true), made.upstream ?? start.fleet.name, one.check.text,
                one.result.outcome.rawValue,
                one.result.detail ?? "-",
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
