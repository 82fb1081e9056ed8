public import CloudModel
public import Fleet

extension FleetFile {
    /// The kernel versions of a generated fleet, the oldest first (`API.md` §0, fact 1).
    public static let generatedVersions = [
        KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400),
        KernelVersion(2, 0, 78, 260700),
    ]

    /// A repeatable fleet: the same numbers and seed give the same ids, names, versions and tags.
    ///
    /// Each instance runs `target` or lags behind it; those that lag are offered `target` next, the others nothing.
    ///
    /// - Parameters:
    ///   - count: How many instances.
    ///   - seed: What everything random comes from.
    ///   - target: Where the cloud's offer stands.
    ///   - behind: How many lag, chosen at random; nil: about three in four, by any number of versions.
    ///   - version: What those that lag run; nil: one drawn for each from the older of ``generatedVersions``, or the
    ///     one just before `target` where `behind` is given.
    ///   - twoHop: The share of those that lag which the cloud brings to `target` by a version between, drawn for each.
    ///   - settings: How the cloud behaves.
    public static func generated(
        instances count: Int, seed: UInt64, target: KernelVersion = KernelVersion(2, 0, 78, 260700),
        behind: Int? = nil, at version: KernelVersion? = nil, twoHop: Double = 0,
        settings: SimulatedSettings = SimulatedSettings()
    ) -> FleetFile {
        var random = SeededGenerator(seed: seed)
        let older = generatedVersions.filter { $0 < target }
        let number = behind.map { min(max(0, $0), count) } ?? count * older.count / generatedVersions.count
        let lagging = Set((0..<max(0, count)).shuffled(using: &random).prefix(number))
        let digits = max(4, String(count).count)
        var instances: [CloudInstance] = []
        instances.reserveCapacity(max(0, count))
        for position in 0..<max(0, count) {
            guard let id = InstanceID(random.hexDigits(32) + "in07") else { continue }
            let service = services[position % services.count]
            let drawn = older.randomElement(using: &random)
            let old = version ?? (behind == nil ? drawn : older.last)
            let numeral = String(position / services.count + 1)
            var instance = CloudInstance(
                id: id,
                name: service + "-" + String(repeating: "0", count: digits - numeral.count) + numeral,
                version: target)
            if lagging.contains(position), let old { (instance.version, instance.offers) = (old, [target]) }
            if twoHop > 0, !instance.offers.isEmpty { stop(&instance, before: target, share: twoHop, seed: seed) }
            instance.tags = [
                "service": service, "env": position % 4 == 3 ? "staging" : "prod",
                "tier": position < services.count ? "canary" : "main",
            ]
            instances.append(instance)
        }
        return FleetFile(seed: seed, settings: settings, instances: instances)
    }

    /// Puts a version between into an instance's chain, where the draw says so. What already runs the last version
    /// before `target` goes back to an older one, so that there is something between.
    private static func stop(
        _ instance: inout CloudInstance, before target: KernelVersion, share: Double, seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed, key: "two hops \(instance.id)")
        guard Double.random(in: 0..<1, using: &random) < share else { return }
        let older = generatedVersions.filter { $0 < target }
        if instance.version == older.last {
            guard let start = older.dropLast().randomElement(using: &random) else { return }
            instance.version = start
        }
        let between = older.filter { $0 > instance.version }
        guard let stop = between.randomElement(using: &random) else { return }
        instance.offers = [stop, target]
    }

    private static let services = ["orders", "payments", "users", "inventory", "search"]
}
