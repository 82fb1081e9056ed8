import Fleet
import Foundation
import Planning
import Report
import Testing
import Text

/// One plan with every kind of line that people read.
enum SamplePlan {
    static func make() throws -> Plan {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let (old, stop) = (KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 72, 260100))
        let (declared, beyond) = (KernelVersion(2, 0, 75, 260400), KernelVersion(2, 0, 78, 260700))
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let ids = try (1...9).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        var desired = ids.map { DesiredInstance(id: $0, version: declared, via: [stop]) }
        desired[7].suspend = true
        let fleet = DesiredFleet(
            name: "orders", location: Location(region: "cn-north-4", project: .id(project)),
            rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))]), instances: desired)
        let names = ["primary", "replica", "archive", "ledger", "carts", "search", "un|safe *name*", "old", "gone"]
        let versions = [declared, stop, old, stop, beyond, stop, stop, stop]
        var seen = zip(zip(ids, names), versions).map {
            ObservedInstance(id: $0.0.0, name: $0.0.1, status: "normal", kernelVersion: $0.1.description)
        }
        seen[5].status = InstanceStatus("abnormal")
        let stray = try #require(InstanceID(String(repeating: "e", count: 32) + "in07"))
        seen.append(ObservedInstance(id: stray, name: "stray", status: "normal", kernelVersion: "2.0.60.250100"))
        let offers: [InstanceID: Offer] = [
            ids[1]: Offer(current: stop, offered: declared, readAt: start),
            ids[2]: Offer(current: old, offered: stop, readAt: start),
            ids[6]: Offer(current: stop, offered: beyond, readAt: start),
        ]
        let job = UpgradeJob(id: "job-1", instance: ids[3], phase: .running, progress: "60%")
        var situation = Situation(
            fleet: fleet, observation: Observation(startedAt: start, instances: seen, inFlight: [job]),
            offers: OfferBook(offers),
            now: start)
        situation.memory.prechecks[ids[6]] = .result(
            PrecheckResult(
                passed: true, items: [.init(name: "replica lag", object: "un|safe *name*", passed: true)],
                updatedAt: start))
        return Plan(
            revision: "main@0123456789abcdef0123456789abcdef01234567",
            fleets: [Planner().plan(situation, project: project)],
            unmanaged: UnmanagedInstance.find(
                in: situation.observation, declared: Set(ids), region: "cn-north-4", project: project))
    }

    /// Everything in sync.
    static func idle() throws -> Plan {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let id = try #require(InstanceID(String(format: "%032din07", 1)))
        let version = KernelVersion(2, 0, 75, 260400)
        let situation = Situation(
            fleet: DesiredFleet(
                name: "orders", location: Location(region: "cn-north-4", project: .id(project)),
                instances: [DesiredInstance(id: id, version: version)]),
            observation: Observation(
                startedAt: Date(timeIntervalSince1970: 1_800_000_000),
                instances: [ObservedInstance(id: id, name: "a", status: "normal", kernelVersion: version.description)]),
            now: Date(timeIntervalSince1970: 1_800_000_000))
        return Plan(revision: "main@0123", fleets: [Planner().plan(situation, project: project)])
    }
}

/// Plans of a fleet of four, one of which is the canary, in a particular state.
extension SamplePlan {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// A spent budget: two failed, and an upgrade runs.
    static func spentBudget() throws -> Plan {
        try fleet { situation, ids in
            situation.fleet.rollout.waves = [.init(name: "all", maxUnavailable: .count(2))]
            for (id, lag) in zip(ids, ["replica lag of 40 s", "the storage is full"]) {
                let declared = KernelVersion(2, 0, 75, 260400)
                situation.fleetState.apply(
                    .found(
                        id,
                        UpgradeFailure(
                            sentAt: start - 600, from: KernelVersion(2, 0, 72, 260100), declared: declared,
                            at: start - 60,
                            reason: Reason(.failed, "its upgrade failed (job \(id.description.prefix(4))): \(lag)"))))
            }
            situation.observation = Observation(
                startedAt: start, instances: Array(situation.observation.instances.values),
                inFlight: [UpgradeJob(id: "job-7", instance: ids[2], phase: .running, progress: "60%")])
        }
    }

    /// The canary soaks beyond the end of the window.
    static func soaking() throws -> Plan {
        try fleet { situation, ids in
            situation.observation.instances[ids[0]] = ObservedInstance(
                id: ids[0], name: "canary", status: "normal", kernelVersion: "2.0.75.260400")
            situation.fleetState.atRest[ids[0]] = AtRest(
                version: KernelVersion(2, 0, 75, 260400), since: start - 3000)
            situation.fleet.rollout.windows = [
                .init(days: [], start: 7 * 60, duration: .seconds(4200), timeZone: .utc)
            ]
        }
    }

    /// The canary is suspended.
    static func waveEmpty() throws -> Plan { try fleet { situation, _ in situation.fleet.instances[0].suspend = true } }

    /// A person has paused the fleet until the next day.
    static func paused() throws -> Plan {
        try fleet { situation, _ in
            situation.memory.external.paused = Pause(
                fleet: "orders", user: "ada", host: "build-7", at: start - 600, reason: "a change of the network",
                until: start + 86400)
        }
    }

    /// The canary soaks, with a check that passes, one that has failed and is only reported, and one that was never
    /// answered; and what the rest asks before it begins.
    static func checked(failing: Bool = false) throws -> Plan {
        try fleet { situation, ids in
            situation.observation.instances[ids[0]] = ObservedInstance(
                id: ids[0], name: "canary", status: "normal", kernelVersion: "2.0.75.260400")
            situation.fleetState.atRest[ids[0]] = AtRest(
                version: KernelVersion(2, 0, 75, 260400), since: start - 3000)
            let checks = [
                Check(
                    name: "error-rate", probe: .webhook(target: "errors"), failureLimit: failing ? 0 : 2, required: 12),
                Check(name: "latency", probe: .webhook(target: "latency"), mode: .report),
                Check(name: "smoke", probe: .webhook(target: "smoke")),
            ]
            situation.fleet.rollout.waves[0].checks = checks
            situation.fleet.rollout.waves[1].before = [Check(name: "backup", probe: .webhook(target: "backup"))]
            situation.fleet.rollout.checks = [Check(name: "orders", probe: .webhook(target: "orders"))]
            let versions = Set(
                situation.fleet.instances.filter { situation.fleet.rollout.waveIndex(of: $0) == 0 }.map(\.version))
            func add(_ index: Int, _ seconds: Double, _ result: CheckResult) {
                let id = CheckID(checks[index].name, wave: "canary")
                let definition = checks[index].definition(at: versions)
                situation.fleetState.apply(
                    .evaluated([Evaluation(id, definition: definition, at: start - seconds, result)]))
            }
            for number in 0..<8 { add(0, Double(2700 - number * 300), CheckResult(.passed, value: "0.02")) }
            add(0, 150, CheckResult(.failed, value: "0.9", message: "0.9 is not < 0.5"))
            if !failing { add(0, 30, CheckResult(.passed, value: "0.1")) }
            add(1, 60, CheckResult(.failed, value: "310", message: "310 is not < 250"))
            add(2, 60, CheckResult(.inconclusive, message: "smoke.example:443: no whole answer within 10.0 seconds"))
        }
    }

    /// The canary soaks with a check that past runs evaluated too rarely.
    static func rarelyChecked() throws -> Plan {
        try fleet { situation, ids in
            situation.observation.instances[ids[0]] = ObservedInstance(
                id: ids[0], name: "canary", status: "normal", kernelVersion: "2.0.75.260400")
            situation.fleetState.atRest[ids[0]] = AtRest(
                version: KernelVersion(2, 0, 75, 260400), since: start - 3000)
            let check = Check(name: "error-rate", probe: .webhook(target: "errors"), required: 12)
            situation.fleet.rollout.waves[0].checks = [check]
            let versions = Set(
                situation.fleet.instances.filter { situation.fleet.rollout.waveIndex(of: $0) == 0 }.map(\.version))
            for seconds in [2400.0, 600] {
                situation.fleetState.apply(
                    .evaluated([
                        Evaluation(
                            CheckID("error-rate", wave: "canary"), definition: check.definition(at: versions),
                            at: start - seconds,
                            CheckResult(.passed, value: "0.02"))
                    ]))
            }
        }
    }

    /// A fleet that follows two others, one of which soaks, and three that follow it or what cannot be read.
    static func inOrder() throws -> Plan {
        let declared = KernelVersion(2, 0, 75, 260400)
        func state(_ version: KernelVersion = declared, inSync: Int = 3, since: Double = 3600) -> UpstreamReading {
            .read(
                UpstreamState(
                    observedAt: start, declared: version, counted: 3, inSync: inSync, atRest: inSync,
                    restingSince: inSync > 0 ? start - since : nil))
        }
        func follower(
            _ name: String, after upstreams: [(name: String, hours: Int, reading: UpstreamReading?)]
        ) throws -> FleetPlan {
            try fleet { situation, _ in
                situation.fleet.name = name
                situation.fleet.dependsOn = upstreams.map {
                    FleetDependency(fleet: $0.name, soak: .seconds($0.hours * 3600))
                }
                for one in upstreams { situation.memory.external.upstreams[one.name] = one.reading }
            }.fleets[0]
        }
        let failure = UpstreamReading.failed(message: "there is no profile 'audit'", mayPass: false)
        return Plan(
            revision: "main@0123456789abcdef0123456789abcdef01234567",
            fleets: [
                try follower(
                    "orders",
                    after: [("orders-staging", 12, state(since: 86400)), ("orders-test", 24, state())]),
                try follower("orders-east", after: [("orders", 48, state(inSync: 1))]),
                try follower("orders-west", after: [("orders-test", 0, state(KernelVersion(2, 0, 72, 260100)))]),
                try follower("orders-audit", after: [("audit-test", 0, failure)]),
            ])
    }

    private static func fleet(
        _ change: (inout Situation, [InstanceID]) throws -> Void
    ) throws -> Plan {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let ids = try (1...4).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        let declared = KernelVersion(2, 0, 75, 260400)
        var desired = ids.map { DesiredInstance(id: $0, version: declared) }
        desired[0].labels = ["tier": "canary"]
        let canary = Selector([.init(key: "tier", .in(["canary"]))])
        let rollout = RolloutPolicy(
            name: "careful",
            waves: [
                .init(name: "canary", selector: canary, maxUnavailable: .count(1), soak: .seconds(3600)),
                .init(name: "rest", maxUnavailable: .count(2)),
            ])
        let names = ["canary", "carts", "ledger", "search"]
        let seen = zip(ids, names).map {
            ObservedInstance(id: $0, name: $1, status: "normal", kernelVersion: "2.0.72.260100")
        }
        var situation = Situation(
            fleet: DesiredFleet(
                name: "orders", location: Location(region: "cn-north-4", project: .id(project)), rollout: rollout,
                instances: desired),
            observation: Observation(startedAt: start, instances: seen),
            offers: OfferBook(
                Dictionary(
                    uniqueKeysWithValues: ids.map {
                        ($0, Offer(current: KernelVersion(2, 0, 72, 260100), offered: declared, readAt: start))
                    })), now: start,
            settings: Rollout.Settings(
                commands: CommandHints(source: ["--repo", "/srv/fleets", "--path", "production"])))
        situation.memory.hasJournal = true
        try change(&situation, ids)
        return Plan(
            revision: "main@0123456789abcdef0123456789abcdef01234567",
            fleets: [Planner().plan(situation, project: project)])
    }
}

extension TimeSpelling {
    /// Of the sample's present.
    static let sample = TimeSpelling(now: SamplePlan.start)
}

extension Layout {
    /// 80 columns, without colours.
    static let sample = Layout(times: .sample)
    /// So wide that nothing is wrapped.
    static let unwrapped = Layout(width: 100_000, times: .sample)
    static let colored = Layout(style: Style(isColored: true), times: .sample)
}
