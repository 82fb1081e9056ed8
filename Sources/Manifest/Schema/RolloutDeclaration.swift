internal import Fleet

/// A Rollout document.
struct RolloutDeclaration {
    var name: Declared<String>?
    /// Nil where the waves could not be read, so that it is unknown what they take.
    var policy: RolloutPolicy?
    /// Where each of the policy's waves stands, in their order; empty where none is declared.
    var waves: [SourceLocation] = []

    enum Key: String, CaseIterable {
        case waves, batchSize, timing, acceptMovingTarget, windows, freezes, failureBudget, maxChanges
        case upgradeTimeout, precheck, checks, suspend
    }

    /// A person who writes a rollout wants to be careful; the built-in default alone has no such limit.
    static let defaults = RolloutPolicy(maxChanges: .percent(30))

    init(_ header: Header) {
        name = header.name
        guard let spec = header.spec, let fields = MappingReader<Key>(spec, of: "the spec of a Rollout") else { return }
        var policy = RolloutDeclaration.defaults
        policy.name = header.name?.content
        policy.batchSize =
            fields[.batchSize]?.integer(
                1...UpgradeRequest.maximumInstances, "a whole number from 1 to \(UpgradeRequest.maximumInstances)")
            ?? policy.batchSize
        policy.timing = fields[.timing]?.word(of: RolloutPolicy.Timing.self) ?? policy.timing
        let acceptsMovingTarget = fields[.acceptMovingTarget]?.boolean() ?? false
        if policy.timing == .maintenanceWindow, !acceptsMovingTarget {
            fields[.timing]?.report(
                .missingKey,
                "an upgrade that waits for its maintenance window lands on what is offered by then, which cannot be pinned",
                hint: "write 'acceptMovingTarget: true' beside it if that is acceptable")
        }
        if let list = fields[.windows], list.kind == .sequence, list.children.isEmpty {
            list.report(
                .emptyList, "no window is listed, which could mean always as well as never",
                hint: "leave the key out to allow all times; 'suspend: true' allows none")
        }
        policy.windows =
            fields[.windows]?.items(of: "windows", atMost: 100)?.compactMap(RolloutPolicy.Window.init) ?? []
        policy.freezes =
            fields[.freezes]?.items(of: "freezes", atMost: 1_000)?.compactMap(RolloutPolicy.Freeze.init) ?? []
        policy.failureBudget = fields[.failureBudget]?.limit() ?? policy.failureBudget
        policy.maxChanges = fields[.maxChanges]?.limit() ?? policy.maxChanges
        policy.upgradeTimeout = fields[.upgradeTimeout]?.duration(atLeast: .seconds(1)) ?? policy.upgradeTimeout
        policy.precheck = fields[.precheck]?.word(of: RolloutPolicy.Precheck.self) ?? policy.precheck
        policy.checks = fields[.checks].map { CheckList.read($0) } ?? policy.checks
        policy.suspend = fields[.suspend]?.boolean() ?? policy.suspend
        if let list = fields[.waves] {
            guard let waves = WaveList.read(list) else { return }
            policy.waves = waves.map(\.content)
            self.waves = waves.map(\.location)
        }
        self.policy = policy
    }
}

extension RolloutPolicy.Window {
    enum Key: String, CaseIterable { case days, start, duration, timeZone, closesBefore }

    fileprivate init?(_ value: Value) {
        guard let fields = MappingReader<Key>(value, of: "a window, which is a mapping") else { return nil }
        let days = fields[.days]?.days() ?? []
        let start = fields.required(.start)?.timeOfDay()
        let duration = fields.required(.duration)?.duration(atLeast: .seconds(60))
        let timeZone = fields.required(.timeZone)?.timeZone()
        let closesBefore = fields[.closesBefore]?.duration() ?? .zero
        guard let start, let duration, let timeZone else { return nil }
        if closesBefore >= duration {
            fields[.closesBefore]?.report(
                .badDuration, "the window closes before it opens", hint: "closesBefore must be shorter than duration")
        }
        self.init(days: days, start: start, duration: duration, timeZone: timeZone, closesBefore: closesBefore)
    }
}

extension RolloutPolicy.Freeze {
    enum Key: String, CaseIterable { case from, to, reason, timeZone }

    fileprivate init?(_ value: Value) {
        guard let fields = MappingReader<Key>(value, of: "a freeze, which is a mapping") else { return nil }
        let from = fields.required(.from)?.day()
        let to = fields.required(.to)?.day()
        let reason = fields[.reason]?.string(atMost: YAMLLimit.freeText)
        let timeZone = fields[.timeZone]?.timeZone()
        guard let from, let to else { return nil }
        if to < from {
            fields[.to]?.report(.badDate, "the freeze ends before it begins", hint: "swap the two days")
        }
        self.init(from: from, to: to, reason: reason, timeZone: timeZone)
    }
}
