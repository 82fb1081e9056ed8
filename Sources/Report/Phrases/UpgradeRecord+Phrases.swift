import FoundationEssentials
import Journal
import Planning
import Text

/// What is shown of a request of the past in every format that people read.
extension UpgradeRecord {
    /// The outcomes by their names in the journal, as far as they change what is said.
    private enum Outcome: String { case completed, offTarget, failed, refused, noTrace, withdrawn, canceled, replaced }

    private var known: Outcome? { outcome.flatMap(Outcome.init) }

    /// What became of it, in words.
    var words: String {
        guard let outcome else {
            guard let presumedFailed else { return "open: its end has not been seen" }
            return "presumed failed, \(presumedFailed): \(presumedFailedMessage ?? "")"
        }
        switch known {
        case .completed:
            return "completed" + (endedAt.map { " after \(DurationText.of($0.timeIntervalSince(sentAt)))" } ?? "")
        case .offTarget: return "off-target: it ended on \(detail ?? "another version"), which was not declared"
        case .noTrace: return "no trace: its answer was lost, and nothing of it ever showed"
        case .withdrawn: return "withdrawn: it never reached the cloud"
        case .canceled: return "canceled before it began"
        case .replaced: return "replaced by a later request; how it ended was never seen"
        case .failed, .refused, nil: return outcome + (detail.map { ": \($0)" } ?? "")
        }
    }

    /// A sign for what became of it, as in plans; the words beside it say the same.
    var symbol: String {
        switch known {
        case .completed: "="
        case .offTarget, .failed, .refused: "!"
        case .canceled: "x"
        case .noTrace, .withdrawn, .replaced: "-"
        case nil: outcome == nil && presumedFailed == nil ? "~" : "!"
        }
    }

    /// The colour of what became of it.
    var color: Style.Color? {
        switch symbol {
        case "=": .green
        case "!": .red
        case "~": .cyan
        default: .faint
        }
    }
}
