internal import Fleet
internal import Text

/// The checks of a wave or of a Rollout, in their order.
enum CheckList {
    enum Key: String, CaseIterable {
        case name, prometheus, webhook, expect, interval, timeout, failureLimit, required, mode
    }
    /// Before a wave a check is evaluated once.
    enum BeforeKey: String, CaseIterable { case name, prometheus, webhook, expect, timeout, mode }
    enum PrometheusKey: String, CaseIterable { case server, query }
    enum WebhookKey: String, CaseIterable { case target }

    static let shortestInterval = Duration.seconds(10)
    static let longestTimeout = Duration.seconds(600)

    /// The checks; those that can't be used are reported and left out, and then nothing is applied.
    static func read(_ list: Value, isBefore: Bool = false) -> [Check] {
        guard let items = list.items(of: "checks", atMost: Check.maximumPerList) else { return [] }
        if items.isEmpty {
            list.report(.emptyList, "no check is listed", hint: "list at least one, or remove the key")
        }
        var first: [String: SourceLocation] = [:]
        return items.compactMap { item in
            guard let read = isBefore ? before(item) : check(item) else { return nil }
            if let earlier = first.updateValue(read.location, forKey: read.content.name) {
                item.document.log.report(
                    .duplicateCheck, at: read.location, "a check named '\(read.content.name)' is here already",
                    hint: "give each check a name of its own", related: [("it is here first", earlier)])
            }
            return read.content
        }
    }

    private static func check(_ value: Value) -> Declared<Check>? {
        guard let fields = MappingReader<Key>(value, of: "a check, which is a mapping with a name") else { return nil }
        let name = fields.required(.name)
        let label = name?.label("the name of a check")
        let probe = probe(
            value, prometheus: fields[.prometheus], webhook: fields[.webhook], expect: fields[.expect],
            isMisspelt: fields.has(.prometheus) || fields.has(.webhook), mayExpect: fields.has(.expect))
        let counts = 1...Check.maximumCount
        let required = fields[.required]?.integer(counts, "a whole number from 1 to \(Check.maximumCount)")
        let failures = fields[.failureLimit]?.integer(
            0...Check.maximumCount, "a whole number from 0 to \(Check.maximumCount)")
        let interval = fields[.interval]?.duration(atLeast: shortestInterval)
        let timeout = fields[.timeout].flatMap(timeout)
        let mode = fields[.mode]?.word(of: Check.Mode.self)
        guard let label, let name, let probe else { return nil }
        var check = Check(name: label, probe: probe)
        check.interval = interval ?? check.interval
        check.timeout = timeout ?? min(check.timeout, check.interval / 2)
        check.failureLimit = failures ?? check.failureLimit
        check.required = required ?? check.required
        check.mode = mode ?? check.mode
        if check.timeout >= check.interval {
            (fields[.timeout] ?? fields[.interval])?.report(
                .badDuration, "an evaluation may take as long as the interval between two",
                hint: "timeout must be shorter than interval")
        }
        return Declared(check, name)
    }

    private static func before(_ value: Value) -> Declared<Check>? {
        guard let fields = MappingReader<BeforeKey>(value, of: "a check, which is a mapping with a name") else {
            return nil
        }
        let name = fields.required(.name)
        let label = name?.label("the name of a check")
        let probe = probe(
            value, prometheus: fields[.prometheus], webhook: fields[.webhook], expect: fields[.expect],
            isMisspelt: fields.has(.prometheus) || fields.has(.webhook), mayExpect: fields.has(.expect))
        let timeout = fields[.timeout].flatMap(timeout)
        let mode = fields[.mode]?.word(of: Check.Mode.self)
        guard let label, let name, let probe else { return nil }
        var check = Check(name: label, probe: probe)
        check.timeout = timeout ?? check.timeout
        check.mode = mode ?? check.mode
        return Declared(check, name)
    }

    private static func timeout(_ value: Value) -> Duration? {
        guard let timeout = value.duration(atLeast: .seconds(1)) else { return nil }
        if timeout <= longestTimeout { return timeout }
        value.report(.badDuration, "\(value.name) is too long: \(quoted(value.rawText))", hint: "it is at most 10m")
        return nil
    }

    private static func probe(
        _ check: Value, prometheus: Value?, webhook: Value?, expect: Value?, isMisspelt: Bool, mayExpect: Bool
    ) -> Check.Probe? {
        switch (prometheus, webhook) {
        case (let prometheus?, nil):
            let source = query(prometheus)
            guard let expect else {
                if !mayExpect {
                    check.report(.missingKey, "the key 'expect' is missing here", hint: "such as expect: \"< 0.5\"")
                }
                return nil
            }
            guard let expectation = expectation(expect), let (server, query) = source else { return nil }
            return .prometheus(server: server, query: query, expect: expectation)
        case (nil, let webhook?):
            expect?.document.log.report(
                .badCheck, at: expect?.keyLocation ?? check.location, "a webhook's answer is no number to compare",
                hint: "remove 'expect': 2xx passes, 409 fails")
            guard let fields = MappingReader<WebhookKey>(webhook, of: "a mapping with target"),
                let target = fields.required(.target)?.label("the name of a target")
            else { return nil }
            return .webhook(target: target)
        case (_?, let webhook?):
            check.document.log.report(
                .badCheck, at: webhook.keyLocation, "one check asks a server and calls a webhook too",
                hint: "make two checks of it")
        case (nil, nil):
            if !isMisspelt {
                check.report(
                    .badCheck, "this check asks nothing",
                    hint: "give it 'prometheus' with a server and a query, or 'webhook' with a target")
            }
        }
        return nil
    }

    private static func query(_ value: Value) -> (server: String, query: QueryTemplate)? {
        guard let fields = MappingReader<PrometheusKey>(value, of: "a mapping with server and query") else {
            return nil
        }
        let server = fields.required(.server)?.label("the name of a server")
        guard let written = fields.required(.query), let text = written.string("a query", atMost: YAMLLimit.freeText)
        else { return nil }
        do throws(QueryTemplate.Failure) {
            let query = try QueryTemplate(parsing: text)
            return server.map { ($0, query) }
        } catch {
            written.report(.badCheck, error.message.printable, hint: error.hint)
            return nil
        }
    }

    private static func expectation(_ value: Value) -> Expectation? {
        let what = "a comparison with a number, such as \"< 0.5\""
        guard let text = value.string(what) else { return nil }
        if let expectation = Expectation(parsing: text) { return expectation }
        value.report(
            .badCheck, "\(value.name) must be \(what), but is \(quoted(text))",
            hint: "the comparisons are \(Expectation.Comparison.allCases.map(\.rawValue).joined(separator: " "))")
        return nil
    }
}
