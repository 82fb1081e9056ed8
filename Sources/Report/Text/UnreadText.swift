import Reconciler
import Text

/// What an answer for a terminal says of the fleets that could not be read.
enum UnreadText {
    /// The fleets with the errors, and an empty line; nothing where there are none.
    static func lines(_ failures: [PlanReport.Failure], _ layout: Layout) -> [String] {
        guard !failures.isEmpty else { return [] }
        var lines = [layout.style.paint("Could not be read", .bold)]
        for failure in failures {
            let wrapped = "\(failure.fleet): \(failure.message)".printable
                .wrapped(toWidth: layout.isWide ? .max : layout.width - 4)
            lines += wrapped.enumerated().map { ($0.offset == 0 ? "  " : "    ") + $0.element }
        }
        return lines + [""]
    }
}
