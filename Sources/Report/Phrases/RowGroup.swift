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

    /// The rows of instances, which are in the order in which they are shown.
    static func groups(of instances: [PlannedInstance], _ spelling: TimeSpelling) -> [RowGroup] {
        var groups: [RowGroup] = []
        var indices: [Key: Int] = [:]
        for one in instances {
            // Upgrades that differ by their batches alone are one row.
            var plain = one
            if case .upgrade = one.action { plain.batch = nil }
            let key = Key(
                wave: one.wave, kind: one.action.kind, versions: one.versions, why: spelling.text(plain.explanation))
            if let index = indices[key] {
                groups[index].names.append(one.label)
                groups[index].add(one.batch, spelling)
            } else {
                indices[key] = groups.count
                var group = RowGroup(first: one, names: [one.label], versions: key.versions, why: key.why)
                group.add(one.batch, spelling)
                groups.append(group)
            }
        }
        return groups
    }

    private init(first: PlannedInstance, names: [String], versions: String, why: String) {
        (self.first, self.names, self.versions, self.why) = (first, names, versions, why)
    }

    private mutating func add(_ batch: Int?, _ spelling: TimeSpelling) {
        guard let batch, batches.last != batch else { return }
        batches.append(batch)
        guard let low = batches.first, low != batch else {
            why = spelling.text(first.explanation)
            return
        }
        let plain = why.split(separator: ";", maxSplits: 1).dropFirst().map { ";" + $0 }.joined()
        why = "now, batches \(low) to \(batch)" + plain
    }
}
