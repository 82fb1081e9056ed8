import CloudModel
import Fleet
import FoundationEssentials

/// What the upgrades of a modeled cloud have come to, wave by wave.
struct WaveTally {
    /// An instance of the model: its wave and where it is to go, nil where it does not count.
    private struct Member {
        var wave: Int?
        var target: KernelVersion?
    }

    private let members: [Member]
    /// How many instances of each wave count that no model has.
    private let others: [Int]
    /// When each wave was first seen to be done; nil: it is not.
    private(set) var completed: [Date?]
    /// How many upgrades were in the model at the beginning.
    private let earlier: Int

    init(_ set: WorkingSet, _ model: ModeledCloud) {
        let rollout = set.fleet.rollout
        var others = rollout.waves.map { _ in 0 }
        var members = [Member](repeating: Member(), count: model.states.count)
        for desired in set.fleet.instances {
            guard let wave = rollout.waveIndex(of: desired) else { continue }
            guard let index = model.indices[desired.id] else {
                if !desired.suspend { others[wave] += 1 }
                continue
            }
            let counts = !desired.suspend && model.states[index].instance.version <= desired.version
            members[index] = Member(wave: wave, target: counts ? desired.version : nil)
        }
        (self.members, self.others, earlier) = (members, others, model.tasks.count)
        completed = rollout.waves.map { _ in nil }
    }

    /// Takes in what has happened.
    mutating func update(_ model: ModeledCloud, at now: Date) {
        var left = others
        for (state, member) in zip(model.states, members) {
            guard let wave = member.wave, let target = member.target else { continue }
            let isThere = state.instance.version == target && state.task == nil && state.instance.status.isHealthy
            if !isThere { left[wave] += 1 }
        }
        for wave in left.indices where left[wave] == 0 && completed[wave] == nil { completed[wave] = now }
    }

    /// The upgrades of each wave, in the order of their beginnings: whether they are forecast, and their spans. What has
    /// not ended ends now.
    func upgrades(_ model: ModeledCloud, now: Date) -> [[(isForecast: Bool, requested: Date, span: Range<Date>)]] {
        var result = completed.map { _ in [(isForecast: Bool, requested: Date, span: Range<Date>)]() }
        for (index, task) in model.tasks.enumerated() where task.kind != .precheck && task.phase != .canceled {
            guard let wave = members[task.instance].wave else { continue }
            let start = task.kind == .scheduled ? task.startsAt : task.created
            let end = task.ended ?? min(task.endsAt, max(now, start))
            result[wave].append((index >= earlier, task.created, start..<max(end, start)))
        }
        return result.map { $0.sorted { $0.span.lowerBound < $1.span.lowerBound } }
    }
}

extension String {
    fileprivate var isHealthy: Bool { InstanceStatus(self).fitness == .healthy }
}
