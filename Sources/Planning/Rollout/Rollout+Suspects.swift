import Fleet

/// Who of a refused batch is at fault: those that the cloud names, else each half is requested by itself, until single
/// instances are refused with the cloud's own words.
extension Rollout {
    /// So often an instance is requested in one run while it is busy with something that does not show.
    static let maximumBusyRefusals = 3

    /// Takes in a refusal, which may have been acted on in part: what is left of each group is requested by itself.
    mutating func suspect(_ request: UpgradeRequest, isBusy: Bool, named: Set<InstanceID>) {
        let all = request.instances
        let guilty = all.count == 1 ? all : all.filter(named.contains)
        for id in guilty {
            memory.suspects[id] = nil
            guard isBusy else { continue }
            memory.busyRefusals[id, default: 0] += 1
            if memory.busyRefusals[id, default: 0] < Self.maximumBusyRefusals { suspect([id]) }
        }
        let others = all.filter { !guilty.contains($0) }
        if guilty.isEmpty {
            suspect(all.prefix(all.count / 2))
            suspect(all.dropFirst(all.count / 2))
        } else if !others.isEmpty {
            suspect(others)
        }
    }

    /// These may be requested together, and with no others.
    mutating func suspect(_ group: some Collection<InstanceID>) {
        memory.suspectGroups += 1
        for id in group { memory.suspects[id] = memory.suspectGroups }
    }
}
