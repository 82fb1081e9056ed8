internal import Fleet

/// What is declared of a fleet as a whole and of its rollout, a value for each setting, as manifests spell them.
struct FleetSettings {
    /// The settings in their order, with their values.
    private(set) var values: [(setting: String, value: String)] = []

    /// `shared`: the names of the waves of which each setting is told by itself; of another wave all are one value.
    init(_ fleet: DesiredFleet, shared: Set<String>) {
        add("region", fleet.location.region)
        add("projectID", fleet.location.project.spelled)
        add("credentials", fleet.location.credentials)
        if !fleet.labels.isEmpty {
            add("labels", fleet.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.listed)
        }
        if fleet.suspend { add("suspend", "true") }
        if !fleet.dependsOn.isEmpty { add("dependsOn", fleet.dependsOn.map(\.spelled).listed) }
        add("rollout", fleet.rollout.name ?? "the built-in one")
        add(fleet.rollout, shared)
    }

    private mutating func add(_ setting: String, _ value: String?) {
        if let value { values.append((setting, value)) }
    }

    private mutating func add(_ rollout: RolloutPolicy, _ shared: Set<String>) {
        if rollout.suspend { add("rollout: suspend", "true") }
        add("waves", rollout.waves.map(\.name).listed)
        for wave in rollout.waves {
            let selector = wave.selector.map(\.spelled) ?? "all others"
            guard shared.contains(wave.name) else {
                let optional = wave.optional ? ", optional" : ""
                let limits = "maxUnavailable \(wave.maxUnavailable), soak \(wave.soak.spelled)"
                add("wave \(wave.name)", "\(selector), \(limits)\(optional)")
                continue
            }
            add("wave \(wave.name): selector", selector)
            add("wave \(wave.name): maxUnavailable", wave.maxUnavailable.description)
            add("wave \(wave.name): soak", wave.soak.spelled)
            if wave.optional { add("wave \(wave.name): optional", "true") }
            add("wave \(wave.name): before", wave.before.spelled)
            add("wave \(wave.name): checks", wave.checks.spelled)
        }
        add("batchSize", "\(rollout.batchSize)")
        add("maxChanges", rollout.maxChanges.description)
        add("failureBudget", rollout.failureBudget.description)
        add("timing", rollout.timing.rawValue)
        if !rollout.windows.isEmpty { add("windows", rollout.windows.map(\.spelled).joined(separator: "; ")) }
        if !rollout.freezes.isEmpty { add("freezes", rollout.freezes.map(\.spelled).joined(separator: "; ")) }
        add("upgradeTimeout", rollout.upgradeTimeout.spelled)
        add("precheck", rollout.precheck.rawValue)
        add("checks", rollout.checks.spelled)
    }
}

extension SettingChange {
    /// The settings of a fleet that differ, in the order in which they stand after the change, and then those that are
    /// gone.
    static func all(from before: DesiredFleet, to after: DesiredFleet) -> [SettingChange] {
        // Most fleets of a repository are the same in both.
        if before.location == after.location, before.labels == after.labels, before.suspend == after.suspend,
            before.dependsOn == after.dependsOn, before.rollout == after.rollout
        {
            return []
        }
        let shared = Set(before.rollout.waves.map(\.name)).intersection(after.rollout.waves.map(\.name))
        let (old, new) = (
            FleetSettings(before, shared: shared).values, FleetSettings(after, shared: shared).values
        )
        var earlier = Dictionary(old.map { ($0.setting, $0.value) }, uniquingKeysWith: { first, _ in first })
        var changes: [SettingChange] = []
        for (setting, value) in new {
            let former = earlier.removeValue(forKey: setting)
            if former != value { changes.append(SettingChange(setting, before: former, after: value)) }
        }
        for (setting, value) in old where earlier[setting] != nil {
            changes.append(SettingChange(setting, before: value, after: nil))
        }
        return changes
    }
}

extension FleetDependency {
    /// `orders-test (soak 1d)`.
    fileprivate var spelled: String { soak > .zero ? "\(fleet) (soak \(soak.spelled))" : fleet }
}

extension [Check] {
    /// What each asks, and what it takes to pass; nil: there are none.
    fileprivate var spelled: String? { isEmpty ? nil : map(\.spelled).joined(separator: "; ") }
}

extension Check {
    /// `error-rate: 'up' of main < 1, every 5m, 1 required, failureLimit 0`.
    fileprivate var spelled: String {
        let what =
            switch probe {
            case .prometheus(let server, let query, let expect): "'\(query)' of \(server) \(expect)"
            case .webhook(let target): "webhook \(target)"
            }
        return "\(name): \(what), every \(interval.spelled), \(required) required, failureLimit \(failureLimit)"
            + (mode == .report ? ", only reported" : "")
    }
}

extension ProjectReference {
    fileprivate var spelled: String {
        switch self {
        case .id(let id): id.description
        case .auto: "auto"
        }
    }
}

extension Selector {
    /// As kubectl writes it: `env=prod,tier in (a,b),!legacy`.
    fileprivate var spelled: String {
        requirements.isEmpty ? "everything" : requirements.map(\.spelled).joined(separator: ",")
    }
}

extension Selector.Requirement {
    fileprivate var spelled: String {
        switch comparison {
        case .in(let values) where values.count == 1: "\(key)=\(values.first ?? "")"
        case .notIn(let values) where values.count == 1: "\(key)!=\(values.first ?? "")"
        case .in(let values): "\(key) in (\(values.sorted().joined(separator: ",")))"
        case .notIn(let values): "\(key) notin (\(values.sorted().joined(separator: ",")))"
        case .exists: key
        case .doesNotExist: "!\(key)"
        }
    }
}

extension RolloutPolicy.Window {
    /// `Tue, Thu 01:30 Asia/Shanghai for 3h, closed 45m early`.
    fileprivate var spelled: String {
        let on =
            days.isEmpty
            ? "every day" : RolloutPolicy.Weekday.allCases.filter(days.contains).map(\.rawValue).listed
        let early = closesBefore > .zero ? ", closed \(closesBefore.spelled) early" : ""
        return "\(on) \(two(start / 60)):\(two(start % 60)) \(timeZone.name) for \(duration.spelled)\(early)"
    }
}

extension RolloutPolicy.Freeze {
    /// `2026-12-20 to 2027-01-05 Asia/Shanghai (closing of the books)`.
    fileprivate var spelled: String {
        let zone = timeZone.map { " \($0.name)" } ?? ""
        return "\(from.spelled) to \(to.spelled)\(zone)\(reason.map { " (\($0))" } ?? "")"
    }
}

extension RolloutPolicy.Day {
    fileprivate var spelled: String { "\(year)-\(two(month))-\(two(day))" }
}

extension Duration {
    /// As a manifest writes it, exactly: `1d12h`, `45m`, `1s500ms`; `0s` for none.
    fileprivate var spelled: String {
        var rest = Int64(self / .milliseconds(1))
        let units: [(String, Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
        let text = units.reduce(into: "") { text, unit in
            if rest >= unit.1 { text += "\(rest / unit.1)\(unit.0)" }
            rest %= unit.1
        }
        return text.isEmpty ? "0s" : text
    }
}

extension [String] {
    fileprivate var listed: String { joined(separator: ", ") }
}

private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
