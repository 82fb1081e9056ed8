/// One batched upgrade call: instances of one project that all run the same version (`API.md` §1, Batch upgrade).
public struct UpgradeRequest: Hashable, Sendable {
    /// The most instances that one call may name: the console's limit and the pre-check's.
    public static let maximumInstances = 100

    /// The instances, 1 to 100, in the order of their ids.
    public var instances: [InstanceID]
    /// The version that all of them run now, sent as `current_version`.
    public var from: KernelVersion
    /// Whether the upgrade is left to each instance's maintenance window.
    public var delay: Bool

    /// A request.
    public init(instances: [InstanceID], from: KernelVersion, delay: Bool = false) {
        (self.instances, self.from, self.delay) = (instances, from, delay)
    }
}
