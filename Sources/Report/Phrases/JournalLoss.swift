public import FoundationEssentials
import Planning
import Reconciler

/// What is said where no journal knows a fleet.
public enum JournalLoss {
    /// What a journal would have remembered.
    private static let loss =
        "this is the first run, or the journal is lost, and with it failures without a job, off-target upgrades and what was acknowledged; other failures, and soaks, are read from the cloud's jobs of the last month"

    /// The most fleets that are named.
    private static let named = 20

    /// Said once for all the fleets of a report in which it matters; nil where there are none.
    /// `isBrief` where the run has said as it began what that means.
    static func sentence(of reports: [FleetReport], isBrief: Bool = false) -> String? {
        let fleets = reports.filter { $0.plan.map { !$0.isKnown && !$0.hasConverged } ?? false }.map(\.fleet)
        guard !fleets.isEmpty else { return nil }
        let rest = fleets.count > named ? " and \(fleets.count - named) more" : ""
        let who = "the \(fleets.count == 1 ? "fleet" : "fleets") \(fleets.prefix(named).joined(separator: ", "))\(rest)"
        return isBrief ? "No journal knew \(who) before this run." : "No journal knew \(who): \(loss)."
    }

    /// Said as a run begins; `isFirst` where nothing has been said of another fleet.
    public static func notice(isFirst: Bool, until: Date?, _ times: TimeSpelling) -> String {
        let wait = until.map { end in
            "; nothing is requested until \(times.text(end))"
                + (isFirst ? ", so that what others requested has shown (--assume-idle skips this)" : "")
        }
        return (isFirst ? "no journal knew this fleet: \(loss)" : "no journal knew this fleet either") + (wait ?? "")
    }
}
