internal import Fleet

/// An entry of a Fleet's `dependsOn`: which fleets go first, and where that is said.
struct DependencyDeclaration {
    /// How the fleets are found.
    enum Target {
        /// By the name of one.
        case fleet(String)
        /// By the labels of their metadata.
        case labels(Selector)
    }

    var target: Target
    var soak: Duration
    /// Where the name or the labels stand.
    var location: SourceLocation

    enum Key: String, CaseIterable { case fleet, matchLabels, soak }

    /// The entries of a list; those that can't be used are reported and left out.
    static func readAll(_ list: Value) -> [DependencyDeclaration] {
        guard let items = list.items(of: "fleets to follow", atMost: FleetDependency.maximumPerFleet) else { return [] }
        if items.isEmpty {
            list.report(
                .emptyList, "no fleet is listed to follow", hint: "list at least one, or remove the key to follow none")
        }
        var first: [String: SourceLocation] = [:]
        return items.compactMap { item in
            guard let entry = DependencyDeclaration(item) else { return nil }
            guard case .fleet(let name) = entry.target else { return entry }
            if let earlier = first.updateValue(entry.location, forKey: name) {
                item.document.log.report(
                    .duplicateValue, at: entry.location, "'\(name)' is in this list twice", hint: "remove one of them",
                    related: [("it is here first", earlier)])
            }
            return entry
        }
    }

    private init?(_ value: Value) {
        guard let fields = MappingReader<Key>(value, of: "a mapping with fleet or matchLabels") else { return nil }
        soak = fields[.soak]?.duration() ?? .zero
        switch (fields[.fleet], fields[.matchLabels]) {
        case (let name?, nil):
            guard let label = name.label("the name of a Fleet") else { return nil }
            (target, location) = (.fleet(label), name.location)
        case (nil, let labels?):
            guard let selector = Self.selector(labels) else { return nil }
            (target, location) = (.labels(selector), labels.keyLocation)
        case (_?, let labels?):
            labels.document.log.report(
                .badDependency, at: labels.keyLocation, "one entry names a fleet and chooses by labels too",
                hint: "make two entries of it")
            return nil
        case (nil, nil):
            // A misspelt key has been reported.
            if !fields.has(.fleet), !fields.has(.matchLabels) {
                value.report(
                    .badDependency, "this entry says of no fleet that it goes first",
                    hint: "name one with 'fleet', or choose some by their labels with 'matchLabels'")
            }
            return nil
        }
    }

    private static func selector(_ value: Value) -> Selector? {
        guard let labels = value.labels(), labels.count == value.children.count / 2 else { return nil }
        guard (1...100).contains(labels.count) else {
            value.document.log.report(
                .badSelector, at: value.keyLocation,
                labels.isEmpty
                    ? "no label is asked for, so that every fleet would go first"
                    : "at most 100 labels can be asked for, and these are \(labels.count)",
                hint: "name the labels of the fleets that go first")
            return nil
        }
        return Selector(labels.sorted { $0.key < $1.key }.map { .init(key: $0.key, .in([$0.value])) })
    }
}
