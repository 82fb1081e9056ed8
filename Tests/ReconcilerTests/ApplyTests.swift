import CloudModel
import Fleet
import Foundation
import Journal
import Planning
import Reconciler
import Simulator
import Synchronization
import Testing

/// Saved plans against a simulated cloud: run, killed, resumed.
@Suite struct ApplyTests {
    private static let digest = "sha256:0123"

    /// What a plan of these fleets would be saved as, now.
    private static func save(_ reconciliation: Reconciliation, _ journal: any JournalStore) async throws -> SavedPlan {
        let report = await reconciliation.plan(
            revision: "main@1", declared: [], journal: journal, settings: LocalCloud.settings())
        #expect(report.failures.isEmpty)
        return SavedPlan(
            toolVersion: "0", madeAt: Date(),
            source: .init(ref: "main", revision: "main@1", commit: "1", paths: [], chosenFleets: []),
            settings: .init(LocalCloud.settings()), fleets: report.saved)
    }

    private static func with<Value: Sendable>(
        _ file: FleetFile, _ fleets: [DesiredFleet],
        _ body: @escaping @Sendable (Reconciliation, SimulatorServer) async throws -> Value
    ) async throws -> Value {
        try await SimulatorServer.withServer(file) { url, server in
            try await LocalCloud.withClient(url, file) { client in
                let project = try #require(ProjectID(file.projectID))
                let reconciliation = await Reconciliation(of: fleets, clock: SteadyClock()) { _ in (project, client) }
                return try await body(reconciliation, server)
            }
        }
    }

    private static func progress(_ plan: SavedPlan, _ journal: any JournalStore) async throws -> PlanProgress {
        PlanProgress(of: plan, runs: try await journal.runs(applyingPlan: digest))
    }

    private static func apply(
        _ plan: SavedPlan, _ reconciliation: Reconciliation, _ journal: any JournalStore,
        tell: @escaping @Sendable (RunProgress) -> Void = { _ in }
    ) async -> [FleetReport] {
        await reconciliation.with(Planner(applying: plan)).run(
            settings: LocalCloud.settings(), state: JournalAccess(journal: journal), revision: "main@1",
            planDigest: digest, tell: tell)
    }

    @Test func aPlanIsAppliedAndThenFinished() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(5))
        let fleet = try LocalCloud.fleet(file.instances)
        try await Self.with(file, [fleet]) { reconciliation, server in
            let journal = InMemoryJournal()
            let plan = try await Self.save(reconciliation, journal)
            #expect(plan.fleets.first?.upgrades.count == 5)
            let before = try await Self.save(reconciliation, journal)
            #expect(plan.differences(from: before).isEmpty)
            #expect(await Self.apply(plan, reconciliation, journal).map(\.result) == [.converged])
            let (now, progress) = (try await Self.save(reconciliation, journal), try await Self.progress(plan, journal))
            #expect(plan.isFinished(progress, now: now))
            ConvergenceTests.expectSound(server.audit(), [fleet])
        }
    }

    @Test func whatThePlanDoesNotListIsLeftAlone() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(4))
        try await Self.with(file, [try LocalCloud.fleet(file.instances)]) { reconciliation, server in
            let journal = InMemoryJournal()
            var plan = try await Self.save(reconciliation, journal)
            plan.fleets[0].upgrades.removeFirst(2)
            let reports = await Self.apply(plan, reconciliation, journal)
            #expect(reports.map(\.result) == [.waiting])
            #expect(
                reports.first?.plan?.instances.map(\.action.reason?.code) == [.notPlanned, .notPlanned, nil, nil])
            #expect(server.audit().instances.map(\.requests) == [0, 0, 1, 1])
        }
    }

    /// A stop on the way is what the plan lists; the rest of the way is another plan's.
    @Test func aPlanGoesNoFurtherThanTheHopThatItLists() async throws {
        let first = KernelVersion(2, 0, 69, 251000)
        let file = FleetFile(
            settings: LocalCloud.quick,
            instances: try LocalCloud.instances(2, version: first, offers: [LocalCloud.old, LocalCloud.declared]))
        let fleet = try LocalCloud.fleet(file.instances) { $0.via = [LocalCloud.old] }
        try await Self.with(file, [fleet]) { reconciliation, server in
            let journal = InMemoryJournal()
            let plan = try await Self.save(reconciliation, journal)
            #expect(await Self.apply(plan, reconciliation, journal).map(\.result) == [.waiting])
            #expect(server.audit().instances.allSatisfy { $0.version == LocalCloud.old })
            let now = try await Self.save(reconciliation, journal)
            #expect(plan.isFinished(try await Self.progress(plan, journal), now: now))
        }
    }

    /// Stopped after so many notices, and applied again from the same plan until nothing of it is left.
    @Test(arguments: 0..<8) func aPlanThatWasStoppedAtAnyStepIsResumed(step: Int) async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(6))
        let rollout = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))], precheck: .off)
        let fleet = try LocalCloud.fleet(file.instances, rollout: rollout)
        try await Self.with(file, [fleet]) { reconciliation, server in
            let journal = InMemoryJournal()
            let plan = try await Self.save(reconciliation, journal)
            let count = Mutex(0)
            let (stream, stop) = AsyncStream.makeStream(of: Void.self)
            let run = Task {
                await Self.apply(plan, reconciliation, journal) { progress in
                    guard case .notice = progress else { return }
                    if count.withLock({
                        $0 += 1; return $0 - 1
                    }) == step {
                        stop.yield()
                    }
                }
            }
            let killer = Task {
                for await _ in stream { run.cancel() }
            }
            _ = await run.value
            stop.finish()
            await killer.value
            var (now, progress) = (
                try await Self.save(reconciliation, journal), try await Self.progress(plan, journal)
            )
            #expect(plan.differences(from: now, progress: progress).isEmpty)
            if !plan.isFinished(progress, now: now) {
                #expect(await Self.apply(plan, reconciliation, journal).map(\.result) == [.converged])
            }
            now = try await Self.save(reconciliation, journal)
            progress = try await Self.progress(plan, journal)
            #expect(plan.isFinished(progress, now: now), "\(progress)")
            let audit = server.audit()
            #expect(audit.instances.allSatisfy { $0.accepted == 1 && $0.version == LocalCloud.declared })
            ConvergenceTests.expectSound(audit, [fleet])
        }
    }

    /// Another run has upgraded an instance that the plan lists.
    @Test func whatOthersHaveDoneMakesThePlanStale() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(2))
        try await Self.with(file, [try LocalCloud.fleet(file.instances)]) { reconciliation, _ in
            let journal = InMemoryJournal()
            let plan = try await Self.save(reconciliation, journal)
            let reports = await reconciliation.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: journal), revision: "main@1")
            #expect(reports.map(\.result) == [.converged])
            let now = try await Self.save(reconciliation, journal)
            let differences = plan.differences(from: now, progress: try await Self.progress(plan, journal))
            #expect(differences.count { $0.words.hasPrefix("its version: ") } == 2)
        }
    }
}
