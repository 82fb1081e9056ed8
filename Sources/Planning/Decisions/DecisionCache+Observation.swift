import Fleet

extension DecisionCache {
    /// Suspects the instances of which two observations show something else; what brings back what was known costs a
    /// comparison. Before the first one, all are.
    mutating func suspectChanges(from before: Observation?, to seen: Observation) {
        guard let before, suspects != nil else { return suspectAll() }
        if fleet.instances.count < seen.instances.count / 4 {
            // Many fleets may share what is observed, and each looks at its own part of it.
            suspect(fleet.instances.lazy.map(\.id).filter { before.instances[$0] != seen.instances[$0] })
        } else {
            suspect(before.instances.changes(to: seen.instances))
        }
        suspect(Self.changes(from: before.inFlight, to: seen.inFlight))
        // A reading that failed before it is made again.
        for position in offersLater { suspects?.insert(position) }
    }

    /// Suspects the instances of which something else is known from outside of the run.
    mutating func suspectChanges(from before: ExternalState, to external: ExternalState) {
        suspect(Self.changes(from: before.requestedElsewhere, to: external.requestedElsewhere))
    }

    private static func changes<Value: Equatable>(
        from before: [InstanceID: Value], to after: [InstanceID: Value]
    ) -> [InstanceID] {
        var (changed, kept) = ([InstanceID](), 0)
        for (id, value) in after {
            guard let old = before[id] else {
                changed.append(id)
                continue
            }
            kept += 1
            if old != value { changed.append(id) }
        }
        // What is gone is looked for only where something is.
        return kept == before.count ? changed : changed + before.keys.filter { after[$0] == nil }
    }
}
