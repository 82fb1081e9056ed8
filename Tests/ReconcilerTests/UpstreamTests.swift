import CloudModel
import Fleet
import Foundation
import Journal
import Planning
import Reconciler
import Simulator
import Synchronization
import Testing

/// Two fleets of one simulated cloud, of which `prod` follows `test`.
@Suite struct UpstreamTests {
    private struct NoSuchProfile: Error, CustomStringConvertible {
        var description: String { "there is no profile 'elsewhere'" }
    }

    /// What a test works with.
    fileprivate struct World: Sendable {
        var test, prod: DesiredFleet
        var server: SimulatorServer
        var access: Reconciliation.Access
        let clock = SteadyClock()
        let journal = InMemoryJournal()
        var evaluator: any CheckEvaluator = NoCheckEvaluator()

        func reconciliation(of fleets: [DesiredFleet]) async -> Reconciliation {
            await Reconciliation(of: fleets, among: [test, prod], clock: clock, evaluator: evaluator) {
                [access] location in
                if location.credentials == "elsewhere" { throw NoSuchProfile() }
                return access
            }
        }

        func run(_ fleets: [DesiredFleet]) async -> [FleetReport] {
            var settings = LocalCloud.settings()
            settings.deadline = clock.now.addingTimeInterval(900)
            return await reconciliation(of: fleets).run(
                settings: settings, state: JournalAccess(journal: journal), revision: "main@1")
        }

        /// How often the instances of production were asked for an upgrade.
        var requests: Int {
            let ids = Set(prod.instances.map(\.id))
            return server.audit().instances.filter { ids.contains($0.id) }.reduce(0) { $0 + $1.accepted }
        }
    }

    private static func with(
        soak: Duration = .seconds(3600), version: KernelVersion = LocalCloud.old,
        change: @escaping @Sendable (inout World) -> Void = { _ in },
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let instances = try LocalCloud.instances(4, version: version, offers: [LocalCloud.declared, LocalCloud.beyond])
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        var test = try LocalCloud.fleet(named: "test", Array(instances[..<2]))
        test.isUpstream = true
        var prod = try LocalCloud.fleet(named: "prod", Array(instances[2...]))
        prod.dependsOn = [FleetDependency(fleet: "test", soak: soak)]
        try await SimulatorServer.withServer(file) { [test, prod] url, server in
            try await LocalCloud.withClient(url, file) { client in
                let project = try #require(ProjectID(file.projectID))
                var world = World(test: test, prod: prod, server: server, access: (project, client))
                change(&world)
                try await body(world)
            }
        }
    }

    /// Finds the same of every check, and counts how often it was asked.
    private final class FixedEvaluator: CheckEvaluator {
        let outcome: CheckResult.Outcome
        let asked = Mutex(0)

        init(_ outcome: CheckResult.Outcome) { self.outcome = outcome }

        func evaluate(_ requests: [CheckRequest]) async -> [CheckID: CheckResult] {
            asked.withLock { $0 += requests.count }
            return Dictionary(requests.map { ($0.id, CheckResult(outcome)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private static let outcomes: [(CheckResult.Outcome, Reason.Code?)] = [
        (.passed, nil), (.failed, .checkFailed), (.inconclusive, .checkInconclusive),
    ]

    @Test(arguments: outcomes)
    func `production waits for the checks of test, which its runs evaluate and remember too`(
        _ outcome: CheckResult.Outcome, _ reason: Reason.Code?
    ) async throws {
        let evaluator = FixedEvaluator(outcome)
        try await Self.with(soak: .zero) {
            $0.test.rollout.checks = [Check(name: "smoke", probe: .webhook(target: "smoke"))]
            $0.evaluator = evaluator
        } _: { world in
            // Its own runs were made before it had checks.
            var earlier = world.test
            earlier.rollout.checks = []
            #expect(await world.run([earlier]).map(\.result) == [.converged])
            #expect(evaluator.asked.withLock { $0 } == 0)
            // The first run may have seen test at rest only once.
            _ = await world.run([world.prod])
            try await Task.sleep(for: .milliseconds(300))
            let prod = await world.run([world.prod])
            #expect(Self.reasons(prod.first) == [reason])
            #expect(world.requests == (outcome == .passed ? 2 : 0))
            let key = FleetKey(region: world.test.location.region, project: world.access.project, name: "test")
            let remembered = world.journal.fleetState(of: key).evaluations[CheckID("smoke", wave: nil)]
            #expect(remembered?.map(\.result.outcome) == [outcome])
            let runs = world.journal.runs(ofFleetsNamed: "prod", limit: 10)
            #expect(runs.flatMap(\.evaluations).map(\.upstream) == ["test"])
        }
    }

    private static func reasons(_ report: FleetReport?) -> Set<Reason.Code?> {
        Set(report?.plan?.instances.map(\.action.reason?.code) ?? [])
    }

    @Test func `production begins when test has converged and soaked, also where it is run alone`() async throws {
        try await Self.with { world in
            let first = await world.run([world.test, world.prod])
            #expect(first.map(\.fleet) == ["prod", "test"])
            #expect(first.map(\.result) == [.waiting, .converged])
            #expect(world.requests == 0)
            try world.rest(for: 3000)
            let second = await world.run([world.prod])
            #expect(second.map(\.result) == [.waiting])
            #expect(Self.reasons(second.first) == [.upstreamSoaking])
            #expect(second.first?.plan?.nextRunAt != nil)
            #expect(world.requests == 0)
            try world.rest(for: 3700)
            let third = await world.run([world.prod])
            #expect(third.map(\.result) == [.converged])
            #expect(world.requests == 2)
        }
    }

    @Test func `without a soak one more run is enough`() async throws {
        try await Self.with(soak: .zero) { world in
            _ = await world.run([world.test, world.prod])
            try await Task.sleep(for: .milliseconds(200))
            #expect(await world.run([world.test, world.prod]).map(\.result) == [.converged, .converged])
        }
    }

    @Test func `a forgotten bump needs a person`() async throws {
        try await Self.with {
            for index in $0.test.instances.indices { $0.test.instances[index].version = LocalCloud.old }
        } _: { world in
            let reports = await world.run([world.test, world.prod])
            #expect(reports.map(\.result) == [.attention, .converged])
            #expect(Self.reasons(reports.first) == [.upstreamBehind])
            #expect(world.requests == 0)
        }
    }

    @Test func `a fleet that cannot be reached holds what follows it`() async throws {
        try await Self.with {
            $0.test.location.credentials = "elsewhere"
        } _: { world in
            let reports = await world.run([world.prod])
            #expect(reports.map(\.result) == [.attention])
            #expect(Self.reasons(reports.first) == [.upstreamUnreadable])
            let message = reports.first?.plan?.instances.first?.action.reason?.message
            #expect(
                message
                    == "the fleet 'test', which goes first, could not be read: there is no profile 'elsewhere'")
            #expect(world.requests == 0)
        }
    }

    @Test func `a fleet that is not among the declared ones holds too`() async throws {
        try await Self.with {
            $0.prod.dependsOn = [FleetDependency(fleet: "gone")]
        } _: { world in
            let reports = await world.run([world.prod])
            #expect(reports.map(\.result) == [.attention])
            #expect(Self.reasons(reports.first) == [.upstreamUnreadable])
        }
    }

    @Test func `a fleet in sync asks nothing of those that go first`() async throws {
        try await Self.with(version: LocalCloud.declared) { world in
            #expect(await world.run([world.prod]).map(\.result) == [.converged])
            #expect(world.server.audit().calls.filter { $0.value > 0 } == ["list": 1])
        }
    }

    @Test func `a plan says where the fleets stand that go first, and writes nothing`() async throws {
        try await Self.with { world in
            _ = await world.run([world.test])
            let before = world.journal.fleetState(of: world.key(of: world.test))
            #expect(before.atRest.count == 2, "its own run remembers since when it is at rest")
            let report = await world.reconciliation(of: [world.prod]).plan(
                revision: "main@1", declared: [], journal: world.journal)
            let plan = try #require(report.plan.fleets.first)
            #expect(plan.dependsOn?.map(\.state) == [.soaking])
            let (soaks, waits) = (plan.dependsOn?.first?.soaksUntil, plan.instances.first?.action.reason?.until)
            // Whole seconds, rounded up.
            #expect(try (0...1).contains(#require(waits).timeIntervalSince(#require(soaks))))
            #expect(world.journal.fleetState(of: world.key(of: world.test)) == before)
        }
    }

    @Test func `what a run that follows remembers of rest is enough`() async throws {
        try await Self.with(version: LocalCloud.declared) {
            for index in $0.prod.instances.indices { $0.prod.instances[index].version = LocalCloud.beyond }
            for index in $0.test.instances.indices { $0.test.instances[index].version = LocalCloud.beyond }
        } _: { world in
            // Another journal has the runs of test.
            let other = await Reconciliation(of: [world.test], clock: world.clock) { [access = world.access] _ in
                access
            }
            _ = await other.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: InMemoryJournal()), revision: "main@1")
            #expect(await world.run([world.prod]).map(\.result) == [.waiting])
            #expect(world.journal.fleetState(of: world.key(of: world.test)).atRest.count == 2)
            try world.rest(for: 3700)
            #expect(await world.run([world.prod]).map(\.result) == [.converged])
        }
    }
}

extension UpstreamTests.World {
    /// Lets the journal say that test has been at rest for so many seconds.
    func rest(for seconds: Double) throws {
        let since = clock.now.addingTimeInterval(-seconds)
        let entries = test.instances.map { ($0.id, AtRest(version: $0.version, since: since)) }
        try journal.append(
            [.cameToRest(Dictionary(uniqueKeysWithValues: entries))], to: key(of: test), run: nil)
    }

    func key(of fleet: DesiredFleet) -> FleetKey {
        FleetKey(region: fleet.location.region, project: access.project, name: fleet.name)
    }
}
