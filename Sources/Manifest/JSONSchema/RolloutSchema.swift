internal import Fleet

extension RolloutDeclaration.Key: SchemaKey {
    static let requiredKeys: [Self] = []

    var schema: SchemaNode {
        let standard = RolloutDeclaration.defaults
        return switch self {
        case .waves:
            .list(of: .mapping(of: WaveList.Key.self), atLeast: 1, atMost: 100)
                .described("The parts of the rollout in their order. The first wave that matches takes an instance.")
        case .batchSize:
            .integer(1...UpgradeRequest.maximumInstances).otherwise(.integer(standard.batchSize))
                .described("The most instances that one upgrade call names.")
        case .timing:
            .word(of: RolloutPolicy.Timing.self).otherwise(.string(standard.timing.rawValue))
                .described(
                    "When an upgrade runs: at once, or in the instance's own maintenance window. The latter needs acceptMovingTarget."
                )
        case .acceptMovingTarget:
            .boolean.otherwise(.boolean(false))
                .described(
                    "true beside timing: maintenanceWindow: such an upgrade lands on what is offered by then, which cannot be pinned."
                )
        case .windows:
            .list(of: .mapping(of: RolloutPolicy.Window.Key.self), atLeast: 1, atMost: 100)
                .described("When upgrades may be requested: in any of these. Left out: always.")
        case .freezes:
            .list(of: .mapping(of: RolloutPolicy.Freeze.Key.self), atMost: 1_000)
                .described("Days on which nothing is requested, also in a window.")
        case .failureBudget:
            .limit(standard.failureBudget)
                .described("More failed instances than this stop the rollout: a count, or a percentage of the fleet.")
        case .maxChanges:
            .limit(standard.maxChanges)
                .described("The most instances of a wave of ten or more that one run requests.")
        case .upgradeTimeout:
            .duration.otherwise(.string("2h")).described("An upgrade that runs for longer counts as failed.")
        case .precheck:
            .word(of: RolloutPolicy.Precheck.self).otherwise(.string(standard.precheck.rawValue))
                .described("The cloud's own pre-check: off, preferred where the region has it, or required.")
        case .checks:
            .list(of: CheckList.schema, atLeast: 1, atMost: Check.maximumPerList)
                .described(
                    "What is evaluated of the fleet as a whole once all of it is at rest, before fleets that follow it begin."
                )
        case .suspend:
            .boolean.otherwise(.boolean(false)).described("true leaves every fleet of this rollout alone.")
        }
    }

    /// The spec of a Rollout: what waits for a maintenance window needs the consent to it.
    static var spec: SchemaNode {
        let consent = SchemaNode(["enum": .array([.boolean(true)])])
        let consents = SchemaNode([
            "properties": .object([Self.acceptMovingTarget.rawValue: consent.json]),
            "required": .strings([Self.acceptMovingTarget.rawValue]),
        ])
        let rule = SchemaNode.when(
            Self.timing.rawValue, isOneOf: [RolloutPolicy.Timing.maintenanceWindow.rawValue], then: consents)
        return SchemaNode.mapping(of: Self.self).with("allOf", .array([rule.json]))
    }
}

extension WaveList.Key: SchemaKey {
    static let requiredKeys: [Self] = [.name]

    var schema: SchemaNode {
        switch self {
        case .name: .label("canary").described("The wave's name, unique in its Rollout.")
        case .selector:
            .mapping(of: Selector.Key.self)
                .described("Which instances the wave takes, by their labels. Left out: all that no earlier wave took.")
        case .maxUnavailable:
            .limit(RolloutPolicy.Wave(name: "").maxUnavailable)
                .described(
                    "How many of its instances may be unavailable at once: a count or a percentage. 0 holds the wave.")
        case .soak:
            .duration.otherwise(.string("0s"))
                .described("How long the wave must have been done before the next one starts.")
        case .optional: .boolean.otherwise(.boolean(false)).described("true: the wave may be empty.")
        case .before:
            .list(of: CheckList.beforeSchema, atLeast: 1, atMost: Check.maximumPerList)
                .described("What is evaluated before the wave's first request of a run, and must pass.")
        case .checks:
            .list(of: CheckList.schema, atLeast: 1, atMost: Check.maximumPerList)
                .described("What is evaluated while the wave soaks, and must have passed before the next one starts.")
        }
    }
}

extension Selector.Key: SchemaKey {
    static let requiredKeys: [Self] = []

    var schema: SchemaNode {
        switch self {
        case .matchLabels:
            .labels.with("maxProperties", .integer(100)).described(
                "Labels that an instance must have, each with its value.")
        case .matchExpressions:
            .list(of: Selector.ExpressionKey.expression, atMost: 100).described("Conditions that must all hold.")
        }
    }
}

extension Selector.ExpressionKey: SchemaKey {
    static let requiredKeys: [Self] = [.key, .operator]

    var schema: SchemaNode {
        switch self {
        case .key: .text().described("The key of a label.")
        case .operator:
            .word(of: Selector.Operator.self).described("In and NotIn need values; Exists and DoesNotExist have none.")
        case .values: .list(of: .text()).described("Values of the label.")
        }
    }

    /// One condition, whose operator says whether it has values.
    fileprivate static var expression: SchemaNode {
        let values = SchemaNode([
            "properties": .object([Self.values.rawValue: .object(["minItems": .integer(1)])]),
            "required": .strings([Self.values.rawValue]),
        ])
        let none = SchemaNode(["not": .object(["required": .strings([Self.values.rawValue])])])
        let operators: [(Selector.Operator, Selector.Operator, SchemaNode)] = [
            (.in, .notIn, values), (.exists, .doesNotExist, none),
        ]
        let rules = operators.map { first, second, then in
            SchemaNode.when(Self.operator.rawValue, isOneOf: [first.rawValue, second.rawValue], then: then).json
        }
        return SchemaNode.mapping(of: Self.self).with("allOf", .array(rules))
    }
}

extension RolloutPolicy.Window.Key: SchemaKey {
    static let requiredKeys: [Self] = [.start, .duration, .timeZone]

    var schema: SchemaNode {
        switch self {
        case .days:
            .days.described("The days on which it starts: Mon to Sun, and ranges such as Mon-Fri. Left out: every day.")
        case .start: .timeOfDay.described("When it opens, on the zone's own clock.")
        case .duration: .duration.described("How long it is open, at least 1m; it may run across midnight.")
        case .timeZone: .timeZone.described("An IANA name such as Asia/Shanghai, or UTC.")
        case .closesBefore:
            .duration.otherwise(.string("0s"))
                .described("Nothing is requested in this last part of it; shorter than duration.")
        }
    }
}

extension RolloutPolicy.Freeze.Key: SchemaKey {
    static let requiredKeys: [Self] = [.from, .to]

    var schema: SchemaNode {
        switch self {
        case .from: .day.described("The first day.")
        case .to: .day.described("The last day; it belongs to the freeze.")
        case .reason: .text(atMost: YAMLLimit.freeText).described("Why, as plans show it.")
        case .timeZone:
            .timeZone.described(
                "Whose days they are: an IANA name such as Asia/Shanghai, or UTC. Left out: anywhere on Earth.")
        }
    }
}
