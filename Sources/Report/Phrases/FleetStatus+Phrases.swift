import Fleet
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Text

/// What is shown of a fleet's status in every format that people read.
extension FleetStatus {
    /// The state of a rollout as a whole, of which its sign and its colour are made.
    enum Standing: Hashable { case inSync, paused, attention, upgrading, due, waiting }

    /// By what a person wants to know first.
    var standing: Standing {
        if plan.hasConverged, plan.cancellations.isEmpty, plan.failedChecks.isEmpty { return .inSync }
        if plan.paused != nil { return .paused }
        let verdict = Verdict([plan])
        if verdict.needsPerson { return .attention }
        if verdict.upgrading > 0 { return .upgrading }
        return verdict.now + verdict.toCancel > 0 ? .due : .waiting
    }

    /// Which wave is open or soaks, of how many: `2 of 3 rest`, `3 of 3 done`.
    var waveText: String {
        let count = plan.waves.count
        guard let (index, wave) = currentWave else { return "\(count) of \(count) done" }
        return "\(index) of \(count) \(wave.name)"
    }

    /// The first wave that is not done, with its number from 1; nil: all are.
    var currentWave: (index: Int, wave: PlannedWave)? {
        plan.waves.firstIndex { $0.state != .done }.map { ($0 + 1, plan.waves[$0]) }
    }

    /// How many instances are where, in one phrase: all but those in sync, unless all are.
    var countsText: String {
        let others = standing == .inSync ? Verdict([plan]).inSyncText : othersText
        return plan.paused == nil ? others : "paused: \(others)"
    }

    /// The same with the number of those in sync.
    var wholeText: String {
        let pause = plan.paused == nil ? [] : ["paused"]
        return
            (["\(StatusCounts(plan).inSync) of \(plan.instances.count.of("instance")) in sync"] + pause
            + [othersText].filter { !$0.isEmpty }).joined(separator: "; ")
    }

    /// All but those in sync; empty where there are none.
    private var othersText: String {
        let counts = StatusCounts(plan).text(progress: progressText, isRunning: runs.lease.isHeld)
        guard plan.hasConverged, !plan.failedChecks.isEmpty else { return counts }
        return [counts, plan.failedChecks.sentence].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// How far the upgrades that run are, by their jobs: `40%`, `20%, 60%`, or `20% to 90%` of many; nil where no job
    /// says.
    var progressText: String? {
        let upgrading = Set(plan.instances.filter(\.action.isUpgrading).map(\.id))
        let shares = jobs.values.filter { $0.phase == .running && upgrading.contains($0.instance) }
            .compactMap(\.share).sorted()
        guard let least = shares.first, let most = shares.last else { return nil }
        if least == most { return "\(least)%" }
        return shares.count > 3 ? "\(least)% to \(most)%" : shares.map { "\($0)%" }.joined(separator: ", ")
    }
}

extension UpgradeJob {
    /// Its progress as a number from 0 to 100; nil where the cloud's words are none.
    var share: Int? {
        guard progress.hasSuffix("%"), let share = Int(progress.dropLast()), (0...100).contains(share) else {
            return nil
        }
        return share
    }
}

extension StatusReport {
    /// How many fleets are where; where some could not be read there is no verdict.
    var verdict: String {
        guard failures.isEmpty else { return "No verdict: \(failures.count.of("fleet")) could not be read." }
        let counts = Dictionary(fleets.map { ($0.standing, 1) }, uniquingKeysWith: +)
        let needy = counts[.attention] ?? 0
        let words: [(FleetStatus.Standing, String)] = [
            (.inSync, "in sync"), (.upgrading, "upgrading"), (.due, "due for the next run"), (.waiting, "waiting"),
            (.attention, needy == 1 ? "needs a person" : "need a person"), (.paused, "paused"),
        ]
        let parts = words.compactMap { standing, words in counts[standing].map { "\($0) \(words)" } }
        return "\(fleets.count.of("fleet")): \(parts.joined(separator: ", "))."
    }
}
