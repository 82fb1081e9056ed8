import Foundation
import TestSupport
import Testing

/// Two machines, each with a journal of its own, run the same fleet at the same time. Nothing forbids it, so it must be
/// safe.
@Suite(.patience) struct TwoMachinesTests {
    /// Both give what others requested the time to show, and then ask at the same moment: the cloud refuses one of
    /// them, and what one has done the other sees.
    @Test(arguments: ["2", "100%"]) func nothingIsUpgradedTwiceOrBeyond(maxUnavailable: String) async throws {
        let instances = (1...8).map { Fixture.Instance(number: $0, offers: [Fixture.declared]) }
        let cloud = try await SimulatorProcess(
            Fixture.cloud(instances, settings: ["upgradeSeconds": [0.5, 1.5], "jobVisibilitySeconds": 0.5]))
        let repository = try Fixture.repository(Fixture.manifest(1...8, maxUnavailable: maxUnavailable))
        let states = [StateFolder(), StateFolder()]
        let times = ["--poll-interval", "300ms", "--settle-time", "3s", "--timeout", "5m"]
        @Sendable func reconcile(_ state: StateFolder) async throws -> Program.Outcome {
            try await Program.run(
                ["reconcile", "--repo", repository.path] + times,
                environment: cloud.environment.merging(state.environment) { $1 })
        }
        let runs = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for state in states {
                group.addTask { try await reconcile(state) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for run in runs { #expect([0, 3, 7].contains(run.status), "\(run.stdout)\(run.stderr)") }
        for state in states {
            let last = try await reconcile(state)
            #expect(last.status == 0, "\(last.stdout)\(last.stderr)")
        }
        for instance in try await cloud.audit().instances {
            #expect(instance.accepted == 1, "\(instance)")
            #expect(instance.history.map(\.version) == [Fixture.old, Fixture.declared], "\(instance)")
            // One that the other has requested a moment ago may be requested, and is refused.
            #expect(instance.violations.allSatisfy { $0.kind == "askedWhileInFlight" }, "\(instance)")
        }
    }
}
