public import Fleet

/// What one run has requested: the instances that count against `maxChanges`, and the numbers of its report.
public struct ChangeCounter: Hashable, Sendable {
    /// Instances that the run requested; each counts once, however many hops it makes.
    public private(set) var instances: Set<InstanceID> = []
    /// Those of them whose call was refused as a whole, on a part of which the cloud may have acted.
    private var possible: Set<InstanceID> = []
    /// How many upgrades were requested and not refused; each hop counts.
    public private(set) var requests = 0
    /// How many upgrades completed; each hop counts.
    public private(set) var completed = 0
    /// The versions that upgrades of this run reached, by instance; an instance requested again is left out.
    public private(set) var reached: [InstanceID: KernelVersion] = [:]

    /// Nothing requested yet.
    public init() {}

    /// A request was made, and what upgrades of its instances reached before no longer counts.
    mutating func forgetReached(of request: UpgradeRequest) { for id in request.instances { reached[id] = nil } }

    /// The cloud has accepted a request, or may have.
    mutating func count(_ request: UpgradeRequest) {
        requests += request.instances.count
        instances.formUnion(request.instances)
    }

    /// The cloud has refused a request as a whole, and may have acted on a part of it.
    mutating func countPossible(_ request: UpgradeRequest) {
        possible.formUnion(Set(request.instances).subtracting(instances))
        instances.formUnion(request.instances)
    }

    /// An upgrade has ended. A refusal that nothing followed was no change.
    mutating func conclude(_ id: InstanceID, _ outcome: SubmissionOutcome) {
        let wasPossible = possible.remove(id) != nil
        switch outcome {
        case .refused where wasPossible: instances.remove(id)
        case .completed(let version):
            completed += 1
            reached[id] = version
        case .offTarget, .failed, .refused, .noTrace, .withdrawn, .canceled: break
        }
    }
}
