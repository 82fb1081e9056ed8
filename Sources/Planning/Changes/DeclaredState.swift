public import Fleet

/// What a commit declares of one instance, with all that its fleet and its rollout add.
public struct DeclaredState: Hashable, Sendable, Codable {
    /// The fleet that declares it.
    public var fleet: String
    /// The declared version.
    public var version: KernelVersion
    /// The versions at which it may stop on the way, the lowest first.
    public var via: [KernelVersion]
    /// The name of its wave; nil where none takes it.
    public var wave: String?
    /// The declared name; nil: none is.
    public var name: String?
    /// Whether it, its fleet or its rollout is suspended.
    public var suspended: Bool

    /// A state.
    public init(
        fleet: String, version: KernelVersion, via: [KernelVersion] = [], wave: String? = nil, name: String? = nil,
        suspended: Bool = false
    ) {
        (self.fleet, self.version, self.via) = (fleet, version, via)
        (self.wave, self.name, self.suspended) = (wave, name, suspended)
    }

    /// What a fleet declares of one of its instances.
    init(_ desired: DesiredInstance, in fleet: DesiredFleet) {
        let rollout = fleet.rollout
        self.init(
            fleet: fleet.name, version: desired.version, via: desired.via.sorted(),
            wave: rollout.waveIndex(of: desired).map { rollout.waves[$0].name }, name: desired.name,
            suspended: desired.suspend || fleet.isSuspended)
    }
}

/// What two commits declare of one instance, where that differs.
public struct InstanceChange: Hashable, Sendable {
    /// The instance.
    public var id: InstanceID
    /// What is declared before; nil: it is newly declared.
    public var before: DeclaredState?
    /// What is declared after; nil: it is declared no longer.
    public var after: DeclaredState?

    /// A change.
    public init(id: InstanceID, before: DeclaredState?, after: DeclaredState?) {
        (self.id, self.before, self.after) = (id, before, after)
    }

    /// Whether an upgrade of it comes from this change: it is declared newly, at another version, with other stops or by
    /// another name, or is suspended no longer. One whose wave or fleet alone differs was to come before.
    public var causesUpgrade: Bool {
        guard let after else { return false }
        guard let before else { return true }
        return before.version != after.version || before.via != after.via || before.name != after.name
            || before.suspended && !after.suspended
    }
}

/// A setting of a fleet that two commits declare differently.
public struct SettingChange: Hashable, Sendable, Codable {
    /// The setting, as a manifest names it: `maxChanges`, or `wave rest: soak`.
    public var setting: String
    /// Its value before; nil where there was none.
    public var before: String?
    /// Its value after; nil where there is none.
    public var after: String?

    /// A change.
    public init(_ setting: String, before: String?, after: String?) {
        (self.setting, self.before, self.after) = (setting, before, after)
    }
}
