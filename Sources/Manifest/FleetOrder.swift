internal import Fleet

/// Which fleets go before which: what `dependsOn` says of all documents together. Unknown names, labels that no other
/// fleet has, and cycles are reported.
struct FleetOrder {
    /// An edge of the graph: a fleet that goes first, and where that is said.
    private struct Edge {
        var fleet: String
        var soak: Duration
        var location: SourceLocation
    }

    /// The fleets that each fleet follows, in the order of their names.
    private var edges: [String: [Edge]] = [:]
    private var upstreams: Set<String> = []

    /// The order of these fleets.
    init(_ fleets: [FleetDeclaration], _ log: IssueLog) {
        guard fleets.contains(where: { !$0.dependencies.isEmpty }) else { return }
        let named = fleets.compactMap { fleet in fleet.name.map { (name: $0.content, fleet: fleet) } }
            .sorted { $0.name < $1.name }
        var targets = Targets(named.map { ($0.name, $0.fleet.labels) })
        for (name, fleet) in named where edges[name] == nil && !fleet.dependencies.isEmpty {
            edges[name] = Self.edges(from: name, fleet, &targets, log)
        }
        upstreams = Set(edges.values.joined().map(\.fleet))
        reportCycles(log)
    }

    /// The fleets that go before one, in the order of their names.
    func dependencies(of name: String) -> [FleetDependency] {
        (edges[name] ?? []).map { FleetDependency(fleet: $0.fleet, soak: $0.soak) }
    }

    /// Whether a fleet goes before another.
    func isUpstream(_ name: String) -> Bool { upstreams.contains(name) }

    /// What the entries of a fleet lead to; of several that lead to one fleet the longest soak counts.
    private static func edges(
        from name: String, _ fleet: FleetDeclaration, _ targets: inout Targets, _ log: IssueLog
    ) -> [Edge] {
        var found: [String: Edge] = [:]
        for entry in fleet.dependencies {
            for target in targets.names(of: entry, log) {
                guard target != name else {
                    reportSelf(name, entry, log)
                    continue
                }
                let soak = max(found[target]?.soak ?? .zero, entry.soak)
                found[target] = Edge(fleet: target, soak: soak, location: found[target]?.location ?? entry.location)
            }
        }
        guard found.count <= FleetDependency.maximumPerFleet else {
            log.report(
                .badDependency, at: fleet.dependencies[0].location,
                "the fleet '\(name)' depends on \(found.count) fleets, and at most \(FleetDependency.maximumPerFleet) are allowed",
                hint: "ask for more labels, or let it follow fleets that follow the others")
            return []
        }
        return found.values.sorted { $0.fleet < $1.fleet }
    }

    private static func reportSelf(_ name: String, _ entry: DependencyDeclaration, _ log: IssueLog) {
        let isByLabels = if case .labels = entry.target { true } else { false }
        log.report(
            .dependencyCycle, at: entry.location,
            isByLabels ? "the fleet '\(name)' has these labels itself" : "the fleet '\(name)' cannot follow itself",
            hint: isByLabels ? "ask for a label that it does not have" : "name the fleet that goes first")
    }

    /// Reports cycles, each at one of its entries, until none is left among the fleets that are in none of these.
    private func reportCycles(_ log: IssueLog) {
        var left = inCycles()
        while let first = left.min() {
            var (path, places) = ([first], [first: 0])
            while let last = path.last {
                guard let next = edges[last]?.first(where: { left.contains($0.fleet) })?.fleet else {
                    // It leads to a cycle that has been reported.
                    left.subtract(path)
                    break
                }
                if let start = places[next] {
                    report(Array(path[start...]), log)
                    left.subtract(path[start...])
                    break
                }
                places[next] = path.count
                path.append(next)
            }
        }
    }

    private func report(_ cycle: [String], _ log: IssueLog) {
        guard let first = cycle.first, let last = cycle.last,
            let edge = edges[last]?.first(where: { $0.fleet == first })
        else { return }
        let (shown, rest) = (cycle.prefix(10), cycle.count > 10 ? " → …" : "")
        log.report(
            .dependencyCycle, at: edge.location,
            "the fleets follow each other in a circle: \(shown.joined(separator: " → "))\(rest) → \(first)",
            hint: "none of them could ever begin: remove one of these dependencies")
    }

    /// The fleets that are left once those are gone, again and again, that follow none of the rest.
    private func inCycles() -> Set<String> {
        var followers: [String: [String]] = [:]
        var counts = edges.mapValues(\.count)
        for (name, list) in edges { for edge in list { followers[edge.fleet, default: []].append(name) } }
        var free = followers.keys.filter { counts[$0, default: 0] == 0 } + counts.filter { $0.value == 0 }.map(\.key)
        var gone: Set<String> = []
        while let name = free.popLast() {
            guard gone.insert(name).inserted else { continue }
            for follower in followers[name] ?? [] {
                counts[follower, default: 0] -= 1
                if counts[follower] == 0 { free.append(follower) }
            }
        }
        return Set(edges.keys).subtracting(gone)
    }
}

/// The fleets that there are to depend on, by name and by labels. Each selector is asked once.
private struct Targets {
    private let fleets: [(name: String, labels: [String: String])]
    private let names: Set<String>
    private var selected: [Selector: [String]] = [:]

    init(_ fleets: [(name: String, labels: [String: String])]) {
        (self.fleets, names) = (fleets, Set(fleets.map(\.name)))
    }

    /// Those that an entry leads to; none, and reported, where there are none.
    mutating func names(of entry: DependencyDeclaration, _ log: IssueLog) -> [String] {
        switch entry.target {
        case .fleet(let name):
            if names.contains(name) { return [name] }
            // It may stand in a document that could not be read; that is reported already.
            guard !log.isIncomplete else { return [] }
            log.report(
                .danglingDependency, at: entry.location, "there is no Fleet named '\(name)'",
                hint: nearest(to: name, among: fleets.map(\.name)).map { "did you mean '\($0)'?" }
                    ?? "declare it in a file that is read too (is --path too narrow?), or remove the entry")
            return []
        case .labels(let selector):
            let found = selected[selector] ?? fleets.filter { selector.matches($0.labels) }.map(\.name)
            selected[selector] = found
            if found.isEmpty, !log.isIncomplete {
                log.report(
                    .danglingDependency, at: entry.location, "no Fleet has these labels in its metadata",
                    hint: hint(selector))
            }
            return found
        }
    }

    /// The label that was probably meant by the first one that no fleet has.
    private func hint(_ selector: Selector) -> String {
        let unmet = selector.requirements.first { one in
            !fleets.contains { Selector([one]).matches($0.labels) }
        }
        guard let unmet, case .in(let asked) = unmet.comparison, let word = asked.first else {
            return "no fleet has all of them at once: ask for fewer"
        }
        let values = Set(fleets.compactMap { $0.labels[unmet.key] }).sorted()
        if let near = nearest(to: word, among: values) {
            return "no fleet has \(quoted("\(unmet.key): \(word)")): did you mean \(quoted(near))?"
        }
        let keys = Set(fleets.flatMap(\.labels.keys)).sorted()
        if values.isEmpty, let near = nearest(to: unmet.key, among: keys) {
            return "no fleet has a label \(quoted(unmet.key)): did you mean \(quoted(near))?"
        }
        return "no fleet has \(quoted("\(unmet.key): \(word)")): give it to one (is --path too narrow?)"
    }
}
