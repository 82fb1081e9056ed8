internal import Fleet

/// The waves of a Rollout, in their order.
enum WaveList {
    enum Key: String, CaseIterable { case name, selector, maxUnavailable, soak, optional, before, checks }

    /// What all selectors of a Rollout may ask for: every instance is compared with each of it.
    private static let requirements = 500

    /// The waves, each with where its name stands; nil, and reported, where one of them can't be used.
    static func read(_ list: Value) -> [Declared<RolloutPolicy.Wave>]? {
        guard let items = list.items(of: "waves") else { return nil }
        if items.isEmpty {
            list.report(.emptyList, "no wave is listed", hint: "list at least one, or remove the key for the default")
            return nil
        }
        guard items.count <= 100 else {
            list.report(.badNumber, "a Rollout has at most 100 waves, and these are \(items.count)")
            return nil
        }
        let waves = items.map { ($0, wave($0)) }
        let asked = waves.reduce(0) { $0 + ($1.1?.content.selector?.requirements.count ?? 0) }
        guard asked <= requirements else {
            list.report(
                .badSelector,
                "the selectors of a Rollout ask for at most \(requirements) things in all, and these for \(asked)",
                hint: "give the instances a label for their wave, and ask for that")
            return nil
        }
        checkOrder(waves)
        let read = waves.compactMap(\.1)
        return read.count == items.count ? read : nil
    }

    private static func wave(_ value: Value) -> Declared<RolloutPolicy.Wave>? {
        guard let fields = MappingReader<Key>(value, of: "a wave, which is a mapping with a name") else { return nil }
        let name = fields.required(.name)
        let label = name?.label("the name of a wave")
        let selector = fields[.selector].map { Selector($0) }
        let maxUnavailable = fields[.maxUnavailable]?.limit()
        let soak = fields[.soak]?.duration() ?? .zero
        let optional = fields[.optional]?.boolean() ?? false
        let before = fields[.before].map { CheckList.read($0, isBefore: true) } ?? []
        let checks = fields[.checks].map { CheckList.read($0) } ?? []
        // What a selector takes that can't be read is unknown.
        if let selector, selector == nil { return nil }
        guard let label, let name else { return nil }
        let wave = RolloutPolicy.Wave(
            name: label, selector: selector ?? nil, maxUnavailable: maxUnavailable ?? .percent(10), soak: soak,
            optional: optional, checks: checks, before: before)
        return Declared(wave, name)
    }

    private static func checkOrder(_ waves: [(Value, Declared<RolloutPolicy.Wave>?)]) {
        var first: [String: SourceLocation] = [:]
        var last: Declared<RolloutPolicy.Wave>?
        for (value, wave) in waves {
            let location = wave?.location ?? value.location
            if let last {
                value.document.log.report(
                    .unreachableWave, at: location, "no instance is left for this wave",
                    hint: "move the wave without a selector to the end",
                    related: [("'\(last.content.name)' takes all that is left", last.location)])
            }
            guard let wave else { continue }
            if let earlier = first[wave.content.name] {
                value.document.log.report(
                    .duplicateWave, at: location, "a wave named '\(wave.content.name)' is here already",
                    hint: "give each wave a name of its own", related: [("it is here first", earlier)])
            } else {
                first[wave.content.name] = location
            }
            if last == nil, wave.content.selector?.requirements.isEmpty ?? true { last = wave }
        }
    }
}
