public import Fleet
public import FoundationEssentials

/// What is remembered of rest, for the fleets that go first.
extension FleetState {
    /// Whether it is remembered of every instance since when it has been at rest at its declared version.
    public func knowsRest(of fleet: DesiredFleet) -> Bool {
        fleet.instances.allSatisfy { atRest[$0.id]?.version == $0.version }
    }

    /// The entries that make of an earlier state what this one remembers of rest.
    public func restEntries(since before: FleetState) -> [JournalEntry] {
        let come = atRest.filter { before.atRest[$0.key] != $0.value }
        let gone = before.atRest.keys.filter { atRest[$0] == nil }.sorted()
        return (come.isEmpty ? [] : [.cameToRest(come)]) + (gone.isEmpty ? [] : [.leftRest(gone)])
    }

    /// Lets no rest have begun before a time, because earlier ones tell nothing about how long ago something was, nor
    /// after the present.
    public mutating func countRest(from date: Date, now: Date) {
        atRest = atRest.mapValues { AtRest(version: $0.version, since: min(max($0.since, date), max(now, date))) }
    }
}
