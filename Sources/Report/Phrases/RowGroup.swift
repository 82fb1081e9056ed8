import Fleet
import Planning

/// Instances of one wave of which the same is said, as one row.
struct RowGroup {
    /// What a row says, but for which instances.
    private struct Key: Hashable {
        var wave: String?
        var kind: Action.Kind
        var versions: String
        var why: String
    }

    /// The first of them, by name.
    let first: PlannedInstance
    /// Their names, in their order.
    private(set) var names: [String]
    /// The versions that they run and go to.
    let versions: String
    /// What will happen and why.
    private(set) var why: String
    /// The batches of upgrades, in their order.
    private var batches: [Int] = []

    /// The heads of its columns in a table.
    static let header = ["Wave", "Instances", "Version", "What and why"]

    /// The rows of instances, which are in the order in which they are shown. Upgrades that differ by their batches
    /// alone are one row.
    static func groups(of instances: [PlannedInstance], _ spelling: TimeSpelling) -> [RowGroup] {
        var groups: [RowGroup] = []
        var indices: [Key: Int] = [:]
        for one in instances {
            let key = Key(
                wave: one.wave, kind: one.action.kind, versions: one.versions,
                why: spelling.text(one.explanation(batches: [])))
            if let index = indices[key] {
                groups[index].names.append(one.label)
                groups[index].batches += one.batch.map { [$0] } ?? []
            } else {
                indices[key] = groups.count
                groups.append(
                    RowGroup(
                        first: one, names: [one.label], versions: key.versions, why: key.why,
                        batches: one.batch.map { [$0] } ?? []))
            }
        }
        for index in groups.indices where !groups[index].batches.isEmpty {
            groups[index].why = spelling.text(groups[index].first.explanation(batches: groups[index].batches))
        }
        return groups
    }
}

extension PlannedCancellation {
    /// The cells of its row in such a table.
    var foldedCells: [String] { ["-", name ?? instance.description, "-", message] }
}
