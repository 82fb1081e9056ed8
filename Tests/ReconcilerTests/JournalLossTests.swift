import CloudModel
import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Simulator
import Testing

@testable import Reconciler

/// A journal that goes away while a run uses it.
@Suite struct JournalLossTests {
    /// The intent is durable, and the directory goes away before the call leaves.
    @Test(arguments: StateLoss.allCases) func noRequestLeavesOnceTheJournalIsGone(_ loss: StateLoss) async throws {
        let state = try TemporaryState()
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off))
        let run = JournalAccess(journal: try SQLiteJournal.open(in: state.directory))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet], state: run) { progress, _ in
            guard case .notice(_, .submitting) = progress else { return }
            #expect(throws: Never.self) { try loss.befall(state.directory) }
        }
        guard case .failed(let message)? = reports.first?.result else {
            Issue.record("\(reports.map(\.result))")
            return
        }
        #expect(message.contains("deleted or replaced"), "\(message)")
        #expect(audit.upgrades.isEmpty)
    }

    /// Deletes the files of the locks and begins another run, when the first one's request is about to leave.
    private actor OtherRun: RevisionFollower {
        let state: StateDirectory
        let fleet: FleetKey
        private var count = 0
        private(set) var lease: (any FleetLease)?

        init(_ state: StateDirectory, _ fleet: FleetKey) { (self.state, self.fleet) = (state, fleet) }

        func revisionState() async -> RevisionState {
            count += 1
            // The first time is the observation's.
            guard count == 2 else { return .current }
            do {
                try FileManager.default.removeItem(atPath: state.path + "/locks")
                lease = try await SQLiteJournal.open(in: state).lease(
                    for: RunStart(fleet: fleet, revision: "main@1", host: "h", pid: 1, startedAt: Date()))
            } catch {
                Issue.record(error)
            }
            return .current
        }
    }

    @Test func noRequestLeavesOnceAnotherRunHasBegun() async throws {
        let state = try TemporaryState()
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off))
        let project = try #require(ProjectID(file.projectID))
        let other = OtherRun(state.directory, FleetKey(region: "cn-north-4", project: project, name: fleet.name))
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [fleet], state: JournalAccess(journal: try SQLiteJournal.open(in: state.directory)), follower: other)
        guard case .failed(let message)? = reports.first?.result else {
            Issue.record("\(reports.map(\.result))")
            return
        }
        #expect(message.contains("has begun meanwhile"), "\(message)")
        #expect(audit.upgrades.isEmpty)
        await other.lease?.release()
    }
}
