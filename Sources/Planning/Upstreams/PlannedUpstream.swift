public import Fleet
public import FoundationEssentials

/// Where a fleet stands that goes before another.
public struct PlannedUpstream: Hashable, Sendable, Codable {
    /// Where it stands, as JSON spells it.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It declares a lower version than the fleet that follows it, or is not at rest at what it declares.
        case behind
        /// It is at rest, and the fleet that follows it waits for its soak.
        case soaking
        /// It is at rest, and its checks have not passed.
        case unchecked
        /// It lets the fleet begin that follows it.
        case done
        /// It could not be read.
        case unreadable
        /// It was not read, because every instance of the fleet that follows it runs its declared version.
        case notRead
    }

    /// Its name.
    public var fleet: String
    /// Where it stands.
    public var state: State
    /// The lowest version that it declares; nil where nothing of it counts, or where it was not read.
    public var declared: KernelVersion?
    /// How many of its instances count; nil where it was not read.
    public var instances: Int?
    /// How many of them run their declared version.
    public var inSync: Int?
    /// Until when it soaks; nil unless it does.
    public var soaksUntil: Date?
    /// How many seconds it soaks once it is at rest.
    public var soakSeconds: Int
    /// Why it lets nothing pass, in words; nil where it does or was not read.
    public var message: String?

    /// Where a fleet stands.
    public init(
        fleet: String, state: State, declared: KernelVersion? = nil, instances: Int? = nil, inSync: Int? = nil,
        soaksUntil: Date? = nil, soakSeconds: Int, message: String? = nil
    ) {
        (self.fleet, self.state, self.declared) = (fleet, state, declared)
        (self.instances, self.inSync, self.soaksUntil) = (instances, inSync, soaksUntil)
        (self.soakSeconds, self.message) = (soakSeconds, message)
    }

    /// Those of the fleet of a situation, by name; nil where it follows none.
    static func all(in situation: Situation) -> [PlannedUpstream]? {
        guard !situation.fleet.dependsOn.isEmpty else { return nil }
        let waiting = situation.fleet.instances.filter {
            situation.observation.instances[$0.id]?.current != $0.version
        }
        let highest = waiting.map(\.version).max()
        return situation.fleet.dependsOn.map { PlannedUpstream($0, highest, in: situation) }
    }

    private init(_ dependency: FleetDependency, _ highest: KernelVersion?, in situation: Situation) {
        let reading = situation.memory.external.upstreams[dependency.fleet]
        let soak = Int(dependency.soak.components.seconds)
        guard let highest else {
            self.init(fleet: dependency.fleet, state: .notRead, soakSeconds: soak)
            return
        }
        var one = situation
        one.fleet.dependsOn = [dependency]
        let action = UpstreamBarrier(one).action(for: highest)
        let state: State =
            switch action?.reason?.code {
            case nil: .done
            case .upstreamSoaking?: .soaking
            case .upstreamUnreadable?: .unreadable
            case .checkFailed?, .checkInconclusive?, .checkPending?: .unchecked
            default: .behind
            }
        self.init(
            fleet: dependency.fleet, state: state, declared: reading?.state?.declared,
            instances: reading?.state?.counted, inSync: reading?.state?.inSync,
            soaksUntil: state == .soaking ? action?.reason?.until : nil, soakSeconds: soak,
            message: action?.reason?.message)
    }
}
