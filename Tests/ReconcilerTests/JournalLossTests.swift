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
        let run = StateStore(journal: try SQLiteJournal.open(in: state.directory))
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
}
