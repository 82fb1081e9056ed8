internal import Fleet

extension CheckList {
    /// A check of a wave or of a Rollout: it asks one thing, and of a server what it expects.
    static let schema = oneProbe(.mapping(of: Key.self))
    /// One that is evaluated before a wave.
    static let beforeSchema = oneProbe(.mapping(of: BeforeKey.self))

    private static func oneProbe(_ node: SchemaNode) -> SchemaNode {
        let prometheus = SchemaNode(["required": .strings([Key.prometheus.rawValue, Key.expect.rawValue])])
        let webhook = SchemaNode([
            "required": .strings([Key.webhook.rawValue]),
            "not": .object([
                "anyOf": .array([
                    .object(["required": .strings([Key.expect.rawValue])]),
                    .object(["required": .strings([Key.prometheus.rawValue])]),
                ])
            ]),
        ])
        return node.with("oneOf", .array([prometheus.json, webhook.json]))
    }

    fileprivate static let name = SchemaNode.label("error-rate").described("The check's name, unique in its list.")
    fileprivate static let prometheus = SchemaNode.mapping(of: PrometheusKey.self)
        .described("A query of a Prometheus server. Every series of the answer must satisfy expect.")
    fileprivate static let webhook = SchemaNode.mapping(of: WebhookKey.self)
        .described("A POST of the instances to a target: 2xx passes, 409 fails, all else is inconclusive.")
    fileprivate static let expect = SchemaNode.shaped(
        "(<=|>=|==|!=|<|>) *[0-9.+eE-]+", examples: ["< 0.5", ">= 1"]
    ).described("What the value of each series must satisfy.")
    fileprivate static let timeout = SchemaNode.duration.otherwise(.string("10s"))
        .described(
            "An evaluation that takes longer is inconclusive: 1s to 10m, shorter than interval. Left out, it is at most half of that."
        )
    fileprivate static let mode = SchemaNode.word(of: Check.Mode.self).otherwise(.string(Check.Mode.enforce.rawValue))
        .described("enforce: what comes after waits for it. report: it is evaluated and shown, and decides nothing.")
}

extension CheckList.Key: SchemaKey {
    static let requiredKeys: [Self] = [.name]

    var schema: SchemaNode {
        switch self {
        case .name: CheckList.name
        case .prometheus: CheckList.prometheus
        case .webhook: CheckList.webhook
        case .expect: CheckList.expect
        case .interval:
            .duration.otherwise(.string("5m")).described("How long to wait between two evaluations; at least 10s.")
        case .timeout: CheckList.timeout
        case .failureLimit:
            .integer(0...Check.maximumCount).otherwise(.integer(0))
                .described("More failed evaluations than this stop the rollout until a person runs retry.")
        case .required:
            .integer(1...Check.maximumCount).otherwise(.integer(1))
                .described("How many evaluations must have passed since the wave came to rest.")
        case .mode: CheckList.mode
        }
    }
}

extension CheckList.BeforeKey: SchemaKey {
    static let requiredKeys: [Self] = [.name]

    var schema: SchemaNode {
        switch self {
        case .name: CheckList.name
        case .prometheus: CheckList.prometheus
        case .webhook: CheckList.webhook
        case .expect: CheckList.expect
        case .timeout: CheckList.timeout
        case .mode: CheckList.mode
        }
    }
}

extension CheckList.PrometheusKey: SchemaKey {
    static let requiredKeys: [Self] = [.server, .query]

    var schema: SchemaNode {
        switch self {
        case .server: .label("main").described("The name of a server, which the configuration file defines.")
        case .query:
            .text(atMost: YAMLLimit.freeText).described(
                "PromQL; in its strings {{names}}, {{ids}}, {{version}} and {{labels.KEY}} stand for those of the instances, as regular expressions."
            )
        }
    }
}

extension CheckList.WebhookKey: SchemaKey {
    static let requiredKeys: [Self] = [.target]

    var schema: SchemaNode {
        switch self {
        case .target: .label("smoke-test").described("The name of a target, which the configuration file defines.")
        }
    }
}
