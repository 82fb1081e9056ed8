import Fleet
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Text

/// What is said of a fleet's runs in every format that people read.
extension RunOverview {
    /// The run that has the fleet now; nil: none has.
    func leaseText(_ times: TimeSpelling) -> String? {
        switch lease {
        case .free: return nil
        case .unreadable(let why): return "whether one has the fleet cannot be read: \(why)"
        case .held(let holder):
            let who = holder.map { "process \($0.pid) on \($0.host)" } ?? "it does not say whose"
            let since =
                (holder?.since ?? latest?.start.startedAt).map { " since \(times.text($0, isPast: true))" } ?? ""
            guard let latest, latest.completion == nil else { return "under way\(since): \(who)" }
            let done = latest.upgrades.count { $0.outcome == "completed" }
            return "under way\(since): \(who); \(latest.upgrades.count) requested, \(done) completed so far"
        }
    }

    /// The latest run and what it came to; nil where that run has the fleet now.
    func latestText(_ times: TimeSpelling) -> String? {
        guard let latest else { return lease == .free ? "none is in this journal" : nil }
        let origin = "\(latest.start.origin), of \(latest.start.revision.shortRevision)"
        if let completion = latest.completion {
            let message = completion.result == RunResult.converged.name ? nil : completion.message
            return "\(completion.text), ended \(times.text(completion.endedAt, isPast: true)); "
                + "\(completion.requests) requested, \(completion.completed) completed (\(origin))"
                + (message.map { ": \($0)" } ?? "")
        }
        guard lease == .free else { return nil }
        return "did not end, as when its process is killed; began \(times.text(latest.start.startedAt, isPast: true)) "
            + "(\(origin)). The next run finds out how its requests ended"
    }
}
