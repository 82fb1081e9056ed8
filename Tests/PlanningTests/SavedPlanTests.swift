import Fleet
import Foundation
import Testing

@testable import Planning

/// All that a plan rests on, as a test can change it.
struct PlanInputs: Sendable {
    var fleet: DesiredFleet
    var observed: [ObservedInstance]
    var jobs: [UpgradeJob] = []
    var failed: [UpgradeJob] = []
    var fleetState = Fixture.known
    var external = ExternalState()
    var offers: [InstanceID: KernelVersion] = [:]
    var settings = Rollout.Settings()
    var endpoint = "https://gaussdb.cn-north-4.myhuaweicloud.com"
    var project = Fixture.project
    var toolVersion = "0.1.0"
    var source = SavedPlan.Source(
        ref: "main", revision: "main@0123", commit: "0123456789abcdef0123456789abcdef01234567", paths: ["fleets"],
        chosenFleets: ["orders"], selector: "env=prod")
    var now = Fixture.start

    /// Three instances that lag: one is upgraded, one has failed, one runs the declared version.
    init() throws {
        fleet = try Fixture.fleet(3, rollout: .canaryFirst(of: 3)) {
            $0.labels = ["tier": "canary"]
            $0.via = [Fixture.stop]
            $0.name = nil
        }
        fleet.rollout.failureBudget = .count(3)
        observed = try Fixture.observed(Fixture.old, Fixture.old, Fixture.declared)
        fleetState.apply(.found(try Fixture.id(2), Fixture.failure(at: Fixture.start - 60, job: "job-2")))
        for number in 1...3 { offers[try Fixture.id(number)] = Fixture.declared }
    }

    func saved() throws -> SavedPlan {
        let seen = Observation(startedAt: now, instances: observed, inFlight: jobs, failed: failed)
        var draft = PlanDraft(
            Rollout.situation(
                of: fleet, fleetState: fleetState, seen: seen, external: external, settings: settings, now: now))
        var rounds = 0
        while !draft.offersNeeded.isEmpty, rounds < 10 {
            rounds += 1
            let readings = draft.offersNeeded.map { id in
                (
                    id,
                    OfferReading.read(
                        Offer(
                            current: observed.first { $0.id == id }?.current, offered: offers[id], readAt: now))
                )
            }
            draft.add(Dictionary(uniqueKeysWithValues: readings), windows: [:])
        }
        let plan = draft.plan(project: try #require(project))
        var kept = draft.saved(plan)
        kept.endpoint = endpoint
        return SavedPlan(
            toolVersion: toolVersion, madeAt: now, source: source, settings: SavedPlan.Settings(settings),
            fleets: [kept])
    }
}

/// A saved plan and the present.
@Suite struct SavedPlanTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout PlanInputs) throws -> Void

        init(_ name: String, _ apply: @escaping @Sendable (inout PlanInputs) throws -> Void) {
            (testDescription, self.apply) = (name, apply)
        }
    }

    /// Each changes one input and leaves the others.
    static let changes: [Change] = [
        Change("commit") { $0.source.commit = "f" + $0.source.commit.dropFirst() },
        Change("revision") { $0.source.revision = "main@4567" },
        Change("ref") { $0.source.ref = "next" },
        Change("paths") { $0.source.paths = [] },
        Change("selector") { $0.source.selector = nil },
        Change("chosen fleets") { $0.source.chosenFleets = [] },
        Change("program") { $0.toolVersion = "0.2.0" },
        Change("endpoint") { $0.endpoint = "http://127.0.0.1:8080" },
        Change("project") { $0.project = ProjectID("154e292c9880d4992f02c0196d3ea468") },
        Change("poll interval") { $0.settings.pollInterval = .seconds(31) },
        Change("settle time") { $0.settings.settleTime = .seconds(301) },
        Change("allowed changes") { $0.settings.allowedChanges = 7 },
        Change("fleet's name") { $0.fleet.name = "carts" },
        Change("region") { $0.fleet.location.region = "eu-west-101" },
        Change("fleet suspended") { $0.fleet.suspend = true },
        Change("declared version") { $0.fleet.instances[0].version = Fixture.beyond },
        Change("declared version of one in sync") { $0.fleet.instances[2].version = Fixture.beyond },
        Change("via") { $0.fleet.instances[0].via = [] },
        Change("declared name") { $0.fleet.instances[0].name = "orders-1" },
        Change("instance suspended") { $0.fleet.instances[1].suspend = true },
        Change("wave of an instance") { $0.fleet.instances[2].labels = [:] },
        Change("an instance more") {
            $0.fleet.instances.append(DesiredInstance(id: try Fixture.id(4), version: Fixture.declared))
        },
        Change("an instance less") { $0.fleet.instances.removeLast() },
        Change("rollout's name") { $0.fleet.rollout.name = "quick" },
        Change("wave's name") { $0.fleet.rollout.waves[1].name = "others" },
        Change("wave's selector") { $0.fleet.rollout.waves[1].selector = Selector([.init(key: "x", .doesNotExist)]) },
        Change("maxUnavailable") { $0.fleet.rollout.waves[0].maxUnavailable = .count(2) },
        Change("soak") { $0.fleet.rollout.waves[0].soak = .seconds(60) },
        Change("optional") { $0.fleet.rollout.waves[1].optional = true },
        Change("batch size") { $0.fleet.rollout.batchSize = 99 },
        Change("timing") { $0.fleet.rollout.timing = .maintenanceWindow },
        Change("windows") {
            $0.fleet.rollout.windows = [.init(days: [], start: 0, duration: .seconds(86_400), timeZone: .utc)]
        },
        Change("freezes") {
            let day = RolloutPolicy.Day(year: 2001, month: 1, day: 1)
            $0.fleet.rollout.freezes = [.init(from: day, to: day)]
        },
        Change("failure budget") { $0.fleet.rollout.failureBudget = .count(4) },
        Change("maxChanges") { $0.fleet.rollout.maxChanges = .count(50) },
        Change("upgrade timeout") { $0.fleet.rollout.upgradeTimeout = .seconds(7201) },
        Change("precheck") { $0.fleet.rollout.precheck = .required },
        Change("rollout suspended") { $0.fleet.rollout.suspend = true },
        Change("version") { $0.observed[0] = try Fixture.observed(1, current: Fixture.stop)[0] },
        Change("version of one in sync") {
            $0.observed[2] = try Fixture.observed(Fixture.old, Fixture.old, Fixture.beyond)[2]
        },
        Change("status") { $0.observed[0].status = InstanceStatus("backing up") },
        Change("name") { $0.observed[0].name = "renamed" },
        Change("an instance that is gone") { $0.observed.removeFirst() },
        Change("job") { $0.jobs = [try Fixture.job("job-1", .running)] },
        Change("scheduled job") { $0.jobs = [try Fixture.job("job-1", .scheduled)] },
        Change("failed job") { $0.failed = [try Fixture.job("job-9", of: 1, .failed, created: Fixture.start - 90)] },
        Change("offer") { $0.offers[try Fixture.id(1)] = Fixture.stop },
        Change("nothing offered") { $0.offers[try Fixture.id(1)] = nil },
        Change("journal lost") { $0.fleetState = FleetState() },
        Change("failure gone") { $0.fleetState.failures = [:] },
        Change("another failure") {
            $0.fleetState.failures[try Fixture.id(1)] = [
                Fixture.failure(at: Fixture.start - 7 * 86_400)
            ]
        },
        Change("acknowledged") { $0.fleetState.acknowledgedAt = Fixture.start - 5 },
        Change("job acknowledged") { $0.fleetState.acknowledgedJobs = ["job-7"] },
        Change("version acknowledged") { $0.fleetState.acknowledgedVersions[try Fixture.id(1)] = Fixture.old },
        Change("request") {
            $0.fleetState.submissions[try Fixture.id(1)] = Submission(
                from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start - 9)
        },
        Change("lost answer") {
            $0.fleetState.untraced[try Fixture.id(1)] = UntracedRequest(
                sentAt: Fixture.start - 900, from: Fixture.old, declared: Fixture.declared)
        },
        Change("off-target") {
            $0.fleetState.offTarget[try Fixture.id(3)] = OffTargetUpgrade(
                sentAt: Fixture.start - 900, declared: Fixture.beyond, reached: Fixture.declared,
                at: Fixture.start - 800)
        },
        Change("off-target of another fleet") { $0.external.offTargetStops = [Fixture.beyond: "carts-1 went astray"] },
        Change("pause") {
            $0.external.paused = Pause(fleet: "orders", user: "ada", host: "h", at: Fixture.start - 5, reason: "audit")
        },
    ]

    @Test(arguments: changes) func aPlanIsStaleWhenOneOfItsInputsHasChanged(_ change: Change) throws {
        let before = try PlanInputs()
        var after = before
        try change.apply(&after)
        let (plan, now) = (try before.saved(), try after.saved())
        #expect(!plan.differences(from: now).isEmpty)
        #expect(!now.differences(from: plan).isEmpty, "the other way round")
    }

    @Test func theSamePlanLaterIsNotStale() throws {
        var inputs = try PlanInputs()
        let plan = try inputs.saved()
        #expect(plan.fleets[0].upgrades.map(\.instance) == [try Fixture.id(1)])
        inputs.now += 60
        #expect(plan.differences(from: try inputs.saved()).isEmpty)
        inputs.now += 2 * 86_400
        #expect(
            plan.differences(from: try inputs.saved()).map(\.words)
                == [
                    "its offer: none, now \(Fixture.declared)",
                    "its upgrade from \(Fixture.old) to \(Fixture.declared) is not in the plan",
                ],
            "the backoff of a failure is over, so that a run would do more")
    }

    /// Each scalar of the file, changed by itself: it is no plan any more, or one that differs from the present.
    @Test func everyFieldOfAPlanCounts() throws {
        var inputs = try PlanInputs()
        inputs.settings.allowedChanges = 3
        inputs.fleet.instances[0].name = "orders-1"
        let plan = try inputs.saved()
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan))
        var count = 0
        for (path, changed) in Self.changed(json) {
            if ["madeAt", "kind", "schemaVersion"].contains(path) { continue }
            count += 1
            let data = try JSONSerialization.data(withJSONObject: changed)
            guard let other = try? JSONDecoder().decode(SavedPlan.self, from: data) else { continue }
            #expect(!other.differences(from: plan).isEmpty, "\(path)")
        }
        #expect(count > 50)
    }

    /// Whatever is taken out of a plan, it permits nothing that it did not, and the present differs from it.
    @Test func leavingSomethingOutPermitsNoMore() throws {
        var inputs = try PlanInputs()
        inputs.fleetState.failures = [:]
        inputs.fleet.rollout.precheck = .preferred
        inputs.fleet.rollout.waves[0].maxUnavailable = .count(2)
        let plan = try inputs.saved()
        #expect(plan.fleets[0].upgrades.count == 2 && plan.fleets[0].prechecks.count == 2)
        let work = PlannedWork(plan)
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan))
        var count = 0
        for (path, changed) in Self.shortened(json) {
            count += 1
            let data = try JSONSerialization.data(withJSONObject: changed)
            guard let other = try? JSONDecoder().decode(SavedPlan.self, from: data) else { continue }
            #expect(!other.differences(from: plan).isEmpty, "\(path)")
            for instance in plan.fleets[0].instances {
                let upgrade = PlannedWork(other).upgrade(of: instance.id)
                #expect(upgrade == nil || upgrade == work.upgrade(of: instance.id), "\(path)")
            }
        }
        #expect(count > 15)
    }

    /// Its own runs have requested one upgrade; the rest has not changed.
    @Test func whatItsOwnRunsHaveDoneIsNoDifference() throws {
        var inputs = try PlanInputs()
        let plan = try inputs.saved()
        inputs.observed[0] = try Fixture.observed(1, current: Fixture.declared)[0]
        let now = try inputs.saved()
        #expect(!plan.differences(from: now).isEmpty)
        let id = try Fixture.id(1)
        #expect(plan.differences(from: now, progress: PlanProgress(hasRun: true, requested: [id])).isEmpty)
        #expect(!plan.differences(from: now, progress: PlanProgress(hasRun: true)).isEmpty, "others upgraded it")
        #expect(!plan.isFinished(PlanProgress(hasRun: true, requested: [id]), now: now))
        #expect(plan.isFinished(PlanProgress(hasRun: true, requested: [id], completed: [id]), now: now))
        #expect(!plan.isFinished(PlanProgress(), now: now))
    }

    /// A run of the plan has begun and requested nothing: whatever else has changed still counts.
    @Test(arguments: changes) func anUnfinishedPlanIsStaleWhenAnInputHasChanged(_ change: Change) throws {
        let before = try PlanInputs()
        var after = before
        try change.apply(&after)
        // What is offered to nobody, and to those that wait, is not asked once a run has begun.
        let exempt = ["nothing offered"]
        let found = try before.saved().differences(from: after.saved(), progress: PlanProgress(hasRun: true))
        #expect(found.isEmpty == exempt.contains(change.testDescription), "\(found)")
    }

    /// The values of a JSON document, each changed by itself, with the key or index that leads to it.
    static func changed(_ value: Any, _ key: String = "") -> [(String, Any)] {
        switch value {
        case let map as [String: Any]:
            return map.flatMap { name, child in
                changed(child, name).map { path, other in (path, map.merging([name: other]) { $1 }) }
            }
        case let list as [Any]:
            return list.indices.flatMap { index in
                changed(list[index], "\(key)[\(index)]").map { path, other in
                    var copy = list
                    copy[index] = other
                    return (path, copy)
                }
            }
        case let text as String:
            guard let last = text.last else { return [(key, "x")] }
            return [(key, last.isNumber ? text.dropLast() + (last == "1" ? "2" : "1") : text + "x")]
        case let number as NSNumber:
            let isBool = String(cString: number.objCType) == "c"
            return [(key, isBool ? !number.boolValue as Any : number.intValue + 1 as Any)]
        default: return []
        }
    }

    /// A JSON document without one item of one of its lists, for each of them, and without one key.
    static func shortened(_ value: Any, _ key: String = "") -> [(String, Any)] {
        switch value {
        case let map as [String: Any]:
            let without = map.keys.map { name in (name, map.filter { $0.key != name } as Any) }
            return without
                + map.flatMap { name, child in
                    shortened(child, name).map { path, other in (path, map.merging([name: other]) { $1 }) }
                }
        case let list as [Any]:
            return list.indices.flatMap { index -> [(String, Any)] in
                var rest = list
                rest.remove(at: index)
                return [("\(key)[\(index)]", rest)]
                    + shortened(list[index], "\(key)[\(index)]").map { path, other in
                        var copy = list
                        copy[index] = other
                        return (path, copy)
                    }
            }
        default: return []
        }
    }
}
