import Planning

/// Changed instances of one wave of which the same is said, as one row.
struct ChangeGroup {
    /// What a row says, but for which instances.
    private struct Key: Hashable {
        var wave: String?
        var symbol, declared, why: String
    }

    /// The first of them, by name.
    let first: ChangedInstance
    /// Their names, in their order.
    private(set) var names: [String]
    /// What is declared before and after.
    let declared: String
    /// What else differs, what will happen and why.
    private(set) var why: String
    /// The batches of upgrades, in their order.
    private var batches: [Int] = []

    /// The heads of its columns in a table.
    static let header = ["Wave", "Instances", "Declared", "What and why"]

    /// The rows of instances, which are in the order in which they are shown. Upgrades that differ by their batches
    /// alone are one row.
    static func groups(of instances: [ChangedInstance], _ times: TimeSpelling) -> [ChangeGroup] {
        var groups: [ChangeGroup] = []
        var indices: [Key: Int] = [:]
        for one in instances {
            let key = Key(
                wave: one.wave, symbol: one.symbol, declared: one.declared, why: one.why(times, batches: []))
            if let index = indices[key] {
                groups[index].names.append(one.label)
                groups[index].batches += one.planned?.batch.map { [$0] } ?? []
            } else {
                indices[key] = groups.count
                groups.append(
                    ChangeGroup(
                        first: one, names: [one.label], declared: key.declared, why: key.why,
                        batches: one.planned?.batch.map { [$0] } ?? []))
            }
        }
        for index in groups.indices where !groups[index].batches.isEmpty {
            groups[index].why = groups[index].first.why(times, batches: groups[index].batches)
        }
        return groups
    }
}
