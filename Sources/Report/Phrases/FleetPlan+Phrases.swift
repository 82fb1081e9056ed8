import Fleet
import Planning
import Text

/// What is shown of a fleet in every format that people read.
extension FleetPlan {
    /// The instances that need something, by wave in the order of the rollout, then by what is done with them, then by
    /// name. `afterRun`: without those that a run has not got to.
    func notable(afterRun: Bool) -> [PlannedInstance] {
        let order = Dictionary(waves.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        func wave(_ one: PlannedInstance) -> Int { one.wave.flatMap { order[$0] } ?? Int.max }
        return instances.filter { $0.action != .none && !(afterRun && $0.isQueued) }.sorted { one, other in
            let (left, right) = ((wave(one), one.rank, one.batch ?? 0), (wave(other), other.rank, other.batch ?? 0))
            return left == right ? (one.label, one.id) < (other.label, other.id) : left < right
        }
    }

    /// Whether there is nothing to say but that all is in sync.
    var isInSync: Bool { count(of: .none) == instances.count && cancellations.isEmpty }

    /// How many have not had their turn, in one phrase; nil where none.
    func queueSummary(afterRun: Bool) -> String? {
        guard afterRun else { return nil }
        let queued = instances.count(where: \.isQueued)
        return queued == 0 ? nil : "and \(queued) more, whose turn has not come"
    }

    /// How many instances are where, in one phrase.
    var tally: String {
        // Nearly all of a large fleet is in sync, and to copy an instance of a plan costs more than to look at its action.
        let others = instances.indices.lazy.filter { instances[$0].action != .none }.map { instances[$0].action }
        var (kinds, upgrading) = ([Action.Kind: Int](), 0)
        for action in others {
            kinds[action.kind, default: 0] += 1
            if action.isUpgrading { upgrading += 1 }
        }
        let inSync = instances.count - kinds.values.reduce(0, +)
        let counts = [
            (inSync, "in sync"), (kinds[.upgrade] ?? 0, "to upgrade"), (kinds[.cancel] ?? 0, "to cancel"),
            (upgrading, "upgrading"), ((kinds[.wait] ?? 0) - upgrading, "waiting"), (kinds[.hold] ?? 0, "held"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// By whom it is paused, when and why; nil where it is not.
    var pauseText: Message? { paused?.sentence }

    /// Its name and where it is.
    var title: String { "\(fleet) (\(region), project \(project))" }

    /// How its upgrades are divided into batches, in one phrase; nil where there are none.
    var batchSummary: String? {
        guard !batches.isEmpty else { return nil }
        return
            "\(count(of: .upgrade).of("upgrade")) in \(batches.count.of("batch")), at most \(maxUnavailable) at once\(prechecks.isEmpty ? "" : "; pre-checks come first")"
    }
}
