import CloudModel
import Fleet
import Foundation

/// Where the upgrades ended that the tool requested: what it has to take for off-target, told from the truth.
///
/// It leaves out what the tool may take for something else: an upgrade from the confirmation range, one whose instance
/// others have upgraded since, and one that ended where some declaration since its request would have it.
struct ReachedVersions {
    /// An upgrade that was requested.
    struct Expected {
        var instance: Int
        var fleet: String
        var declared: KernelVersion
        var tolerated: Set<KernelVersion>
        /// Whether a run of its fleet was killed since.
        var wasLeft = false
    }

    /// An upgrade that ended on a version which is not declared.
    struct OffTarget {
        var task: String
        var request: Expected
        var reached: KernelVersion
        var at: Date
        /// The fleets whose runs know of it: its own from an observation, others from the journal.
        var knownTo: Set<String> = []
        /// The fleets whose people have acknowledged it.
        var acknowledgedBy: Set<String> = []
    }

    private var expected: [String: Expected] = [:]
    private(set) var offTarget: [OffTarget] = []
    /// Those that became known by the last observation.
    private var shown: Set<String> = []

    /// An upgrade was requested, and runs as this job.
    mutating func expect(
        _ task: UpgradeTask, fleet: String, declared: KernelVersion, offered: KernelVersion
    ) {
        expected[task.id] = Expected(
            instance: task.instance, fleet: fleet, declared: declared, tolerated: [declared, offered])
    }

    /// Where the upgrades of an instance may end has changed: its declaration, or its fleet. Those of which its fleet
    /// knows already ended where they should not have.
    mutating func tolerate(_ versions: Set<KernelVersion>, of instance: Int) {
        for (task, one) in expected where one.instance == instance {
            expected[task]?.tolerated.formUnion(versions)
        }
        for index in offTarget.indices {
            let one = offTarget[index]
            guard one.request.instance == instance, !one.knownTo.contains(one.request.fleet) else { continue }
            offTarget[index].request.tolerated.formUnion(versions)
        }
    }

    /// A run of a fleet was killed, and with it what it had just been shown.
    mutating func leave(_ fleet: String) {
        for (task, one) in expected where one.fleet == fleet { expected[task]?.wasLeft = true }
        for index in offTarget.indices {
            if offTarget[index].request.fleet == fleet { offTarget[index].request.wasLeft = true }
            if shown.contains(offTarget[index].task) { offTarget[index].knownTo.remove(fleet) }
        }
        shown = []
    }

    /// Takes in what has ended in the cloud.
    mutating func add(from model: ModeledCloud) {
        guard !expected.isEmpty || !offTarget.isEmpty else { return }
        for task in model.tasks where task.ended != nil {
            guard let one = expected.removeValue(forKey: task.id), task.phase == .completed,
                let reached = task.target, let at = task.ended,
                let from = task.acceptedAt.flatMap(KernelVersion.init), !from.needsConsoleConfirmation
            else { continue }
            offTarget.append(OffTarget(task: task.id, request: one, reached: reached, at: at))
        }
        offTarget.removeAll { one in
            one.request.tolerated.contains(one.reached)
                || model.states[one.request.instance].instance.version != one.reached
                || model.tasks.contains {
                    $0.instance == one.request.instance && $0.id != one.task && $0.kind != .precheck
                        && ($0.ended ?? .distantFuture) > one.at
                }
        }
    }

    /// An instance belongs to another fleet, which takes over what is remembered of it.
    mutating func move(_ instance: Int, to fleet: String) {
        for (task, one) in expected where one.instance == instance { expected[task]?.fleet = fleet }
        for index in offTarget.indices where offTarget[index].request.instance == instance {
            (offTarget[index].request.fleet, offTarget[index].knownTo) = (fleet, [])
        }
    }

    /// A fleet's run has observed the cloud, which listed these.
    mutating func show(_ listed: [CloudInstance], to fleet: String, in model: ModeledCloud) {
        shown = []
        for index in offTarget.indices {
            let one = offTarget[index]
            let id = model.states[one.request.instance].instance.id
            let isKnown =
                one.request.fleet == fleet
                ? listed.contains { $0.id == id && $0.version == one.reached } : one.knownTo.contains(one.request.fleet)
            if isKnown, offTarget[index].knownTo.insert(fleet).inserted { shown.insert(one.task) }
        }
    }

    /// A person has acknowledged what a fleet knew of: its own, which are gone with it, and those of others.
    mutating func acknowledge(by fleet: String) {
        offTarget.removeAll { $0.request.fleet == fleet && $0.knownTo.contains(fleet) }
        for index in offTarget.indices where offTarget[index].knownTo.contains(offTarget[index].request.fleet) {
            offTarget[index].acknowledgedBy.insert(fleet)
        }
    }

    /// The journal is lost.
    mutating func forget() { (expected, offTarget, shown) = ([:], [], []) }
}
