import FoundationEssentials
public import Fleet

/// What would be done with one instance.
public struct PlannedInstance: Hashable, Sendable {
    /// Its id.
    public var id: InstanceID
    /// Its name in the cloud, else the declared one; nil where neither is known.
    public var name: String?
    /// The name of its wave; nil where none takes it.
    public var wave: String?
    /// The version that it runs, in the cloud's own text; nil where the cloud does not list it.
    public var current: String?
    /// The version that is declared.
    public var declared: KernelVersion
    /// What is offered; nil where nothing is, or where the plan does not depend on it.
    public var offered: KernelVersion?
    /// What would be done.
    public var action: Action
    /// The last result of its pre-check, item by item; nil where none was read.
    public var precheck: PrecheckResult?
    /// The number of its batch, from 1; nil unless it is upgraded.
    public var batch: Int?

    /// A line of a plan.
    public init(
        id: InstanceID, name: String?, wave: String? = nil, current: String?, declared: KernelVersion,
        offered: KernelVersion?,
        action: Action, precheck: PrecheckResult? = nil, batch: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.wave = wave
        self.current = current
        self.declared = declared
        self.offered = offered
        self.action = action
        self.precheck = precheck
        self.batch = batch
    }
}

/// The action lies flat beside the versions, so that a plan can be read with `jq` without knowing Swift's enums.
extension PlannedInstance: Codable {
    private enum Key: String, CodingKey {
        case id, name, wave, current, declared, offered, action, target, reason, message, until, precheck, batch
    }

    /// Decodes a line of a plan; an unknown action or reason is a `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(InstanceID.self, forKey: .id)
        name = try values.decodeIfPresent(String.self, forKey: .name)
        wave = try values.decodeIfPresent(String.self, forKey: .wave)
        current = try values.decodeIfPresent(String.self, forKey: .current)
        declared = try values.decode(KernelVersion.self, forKey: .declared)
        offered = try values.decodeIfPresent(KernelVersion.self, forKey: .offered)
        precheck = try values.decodeIfPresent(PrecheckResult.self, forKey: .precheck)
        batch = try values.decodeIfPresent(Int.self, forKey: .batch)
        func reason() throws -> Reason {
            Reason(
                try values.decode(Reason.Code.self, forKey: .reason), try values.decode(String.self, forKey: .message),
                until: try values.decodeIfPresent(Date.self, forKey: .until))
        }
        switch try values.decode(String.self, forKey: .action) {
        case "none": action = .none
        case "upgrade": action = .upgrade(to: try values.decode(KernelVersion.self, forKey: .target))
        case "cancel": action = .cancel(try reason())
        case "wait": action = .wait(try reason())
        case "hold": action = .hold(try reason())
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .action, in: values,
                debugDescription: "'\(other)' is no action: none, upgrade, cancel, wait or hold")
        }
    }

    /// Encodes the action's name, with the target of an upgrade or the reason of a wait or hold.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encodeIfPresent(name, forKey: .name)
        try values.encodeIfPresent(wave, forKey: .wave)
        try values.encodeIfPresent(current, forKey: .current)
        try values.encode(declared, forKey: .declared)
        try values.encodeIfPresent(offered, forKey: .offered)
        try values.encode(action.kind.rawValue, forKey: .action)
        if case .upgrade(let target) = action { try values.encode(target, forKey: .target) }
        try values.encodeIfPresent(action.reason?.code, forKey: .reason)
        try values.encodeIfPresent(action.reason?.message, forKey: .message)
        try values.encodeIfPresent(action.reason?.until, forKey: .until)
        try values.encodeIfPresent(precheck, forKey: .precheck)
        try values.encodeIfPresent(batch, forKey: .batch)
    }
}
