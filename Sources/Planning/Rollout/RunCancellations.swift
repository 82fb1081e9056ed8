public import Fleet

/// What one run has done about scheduled upgrades that are not to run any more.
public struct RunCancellations: Hashable, Sendable {
    /// The jobs that the run has canceled; the list may show them for a while.
    public private(set) var jobs: Set<String> = []
    /// Why scheduled upgrades that the run cancels are requested again only by the next one: their windows are frozen.
    public private(set) var frozen: [InstanceID: String] = [:]
    /// Scheduled upgrades that the cloud would not cancel: they are not tried again in this run.
    public private(set) var refused: Set<InstanceID> = []

    /// Nothing canceled yet.
    public init() {}

    /// An upgrade is about to be canceled because its window is frozen.
    mutating func holdFrozen(_ id: InstanceID, because why: String) { frozen[id] = why }

    /// A job was canceled.
    mutating func confirm(_ job: String) { jobs.insert(job) }

    /// The cloud would not cancel the upgrade of an instance.
    mutating func refuse(_ id: InstanceID) { refused.insert(id) }
}
