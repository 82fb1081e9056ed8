import Fleet
import Planning
import Text

/// The phrases that text and Markdown share.
extension PlannedInstance {
    /// What will happen and why, in one phrase.
    var explanation: String {
        switch action {
        case .none: "in sync"
        case .upgrade(let target):
            (target == declared ? "" : "stops at \(target) on the way; ") + (batch.map { "batch \($0)" } ?? "")
        case .cancel(let reason), .wait(let reason), .hold(let reason): reason.message
        }
    }

    /// The cells of its row.
    var cells: [String] {
        [
            action.kind.rawValue, name ?? "-", id.description, current.flatMap { $0.isEmpty ? nil : $0 } ?? "-",
            declared.description, offered?.description ?? "-", explanation,
        ]
    }

    /// A reason with more characters than these is not repeated from row to row.
    private static let longest = 80

    /// The rows of a table. A long reason that is that of the row before it as well is said once.
    static func rows(of instances: [PlannedInstance]) -> [[String]] {
        var last: String?
        return instances.map { instance in
            var cells = instance.cells
            if let why = cells.last, why.count > longest, why == last { cells[cells.count - 1] = "as above" }
            last = instance.explanation
            return cells
        }
    }

    /// Whether a run has not got to it.
    fileprivate var isQueued: Bool {
        action.reason?.code == .offerNotRead || action.reason?.code == .waveNotReached
    }

    fileprivate var rank: Int {
        switch action {
        case .upgrade: batch ?? 0
        case .cancel: Int.max - 2
        case .none, .wait: Int.max - 1
        case .hold: Int.max
        }
    }

    /// The heads of the columns.
    static let header = ["ACTION", "NAME", "INSTANCE", "CURRENT", "DECLARED", "OFFERED", "WHY"]
}

extension FleetPlan {
    /// The rows worth showing: upgrades by their batches, then what waits, then what is held. Left out are those that
    /// need nothing and, after a run, those whose turn has not come.
    func notable(afterRun: Bool) -> [PlannedInstance] {
        instances.filter { $0.action != .none && !(afterRun && $0.isQueued) }
            .enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element)
    }

    /// How many have not had their turn, in one phrase; nil where none.
    func queueSummary(afterRun: Bool) -> String? {
        guard afterRun else { return nil }
        let queued = instances.count(where: \.isQueued)
        return queued == 0 ? nil : "and \(queued) more, whose turn has not come"
    }

    /// The cells of instances that are declared no more, whose scheduled upgrades are canceled.
    var cancellationRows: [[String]] {
        cancellations.map { ["cancel", $0.name ?? "-", $0.instance.description, "-", "-", "-", $0.message] }
    }

    /// How many instances are where, in one phrase.
    var tally: String {
        let counts = [
            (count(of: .none), "in sync"), (count(of: .upgrade), "to upgrade"),
            (count(of: .cancel), "to cancel"), (upgrading, "upgrading"),
            (count(of: .wait) - upgrading, "waiting"), (count(of: .hold), "held"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// Where its waves stand, in one phrase; nil where there is but one and nothing is wrong with it.
    var waveTally: String? {
        guard waves.count > 1 || waves.first?.state == .empty else { return nil }
        return waves.map { "\($0.name): \($0.text)" }.joined(separator: "; ")
    }

    /// By whom it is paused, when and why; nil where it is not.
    var pauseText: String? { paused?.sentence }

    /// Its name and where it is.
    var title: String { "\(fleet) (\(region), project \(project))" }

    /// How its upgrades are divided into batches, in one phrase; nil where there are none.
    var batchSummary: String? {
        guard !batches.isEmpty else { return nil }
        return
            "\(count(of: .upgrade).of("upgrade")) in \(batches.count.of("batch")), at most \(maxUnavailable) at once\(prechecks.isEmpty ? "" : "; pre-checks come first")"
    }
}

extension PlannedWave {
    /// Where it stands, in one phrase.
    var text: String {
        switch state {
        case .notReached: "not reached"
        case .open: "open, \(inSync) of \(instances) in sync"
        case .soaking: "done" + (soaksUntil.map { ", soaks until \($0.minute)" } ?? "")
        case .done: "done"
        case .empty: "empty, nothing of it counts"
        }
    }
}
