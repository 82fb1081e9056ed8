public import Fleet

/// Finds the refused members of a batch: those that the cloud names, else each half is requested by itself, until single
/// instances are refused with the cloud's own words.
public struct BatchIsolation: Hashable, Sendable {
    /// So often an instance is requested in one run while it is busy with something that does not show.
    static let maximumBusyRefusals = 3

    private var groups: [InstanceID: Int] = [:]
    private var groupCount = 0
    private var busyRefusals: [InstanceID: Int] = [:]
    /// Instances whose upgrade the cloud refused, with its words.
    private(set) var refusals: [InstanceID: String] = [:]

    /// Nothing was refused yet.
    public init() {}

    /// The number of the group with which an instance is requested, and with no others; nil: it is not isolated.
    public func group(of id: InstanceID) -> Int? { groups[id] }

    /// These are requested together, and with no others.
    mutating func isolate(_ group: some Collection<InstanceID>) {
        groupCount += 1
        for id in group { groups[id] = groupCount }
    }

    /// An instance need not be isolated any more.
    mutating func release(_ id: InstanceID) { groups[id] = nil }

    /// The upgrade of an instance was refused, and nothing was done: unless it is requested by itself yet, that is final
    /// in this run.
    mutating func conclude(_ id: InstanceID, refusedWith message: String) {
        if groups[id] == nil { refusals[id] = message }
    }

    /// Takes in a refusal, which may have been acted on in part: what is left of each group is requested by itself.
    mutating func handleRefusal(of request: UpgradeRequest, isBusy: Bool, named: Set<InstanceID>) {
        let all = request.instances
        let refused = all.count == 1 ? all : all.filter(named.contains)
        for id in refused {
            groups[id] = nil
            guard isBusy else { continue }
            busyRefusals[id, default: 0] += 1
            if busyRefusals[id, default: 0] < Self.maximumBusyRefusals { isolate([id]) }
        }
        let others = all.filter { !refused.contains($0) }
        if refused.isEmpty {
            isolate(all.prefix(all.count / 2))
            isolate(all.dropFirst(all.count / 2))
        } else if !others.isEmpty {
            isolate(others)
        }
    }
}
