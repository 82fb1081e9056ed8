import CloudModel
import Fleet
import Foundation
import Journal
import Planning
import Simulator
import Testing

@testable import Reconciler

/// A run takes over what is remembered of an instance that has moved.
@Suite struct AdoptionTests {
    /// Both fleets run at the same time; one of them reports what was requested before.
    @Test func anUpgradeOfAnInstanceThatHasMovedIsReportedByItsNewFleetAlone() async throws {
        let instances = try LocalCloud.instances(2, version: LocalCloud.declared, offers: [])
        let journal = InMemoryJournal()
        let sentAt = Date().addingTimeInterval(-600)
        let key = FleetKey(
            region: "cn-north-4", project: try #require(ProjectID(FleetFile.defaultProjectID)), name: "orders")
        try journal.append(
            [
                .seen(at: sentAt, hasExternalActivity: false),
                .intended(
                    instances[1].id,
                    Submission(
                        from: LocalCloud.old, target: LocalCloud.declared, declared: LocalCloud.declared,
                        sentAt: sentAt, acceptance: .accepted(at: sentAt))),
            ], to: key, run: nil)
        let fleets = try ["orders", "other"].enumerated().map { index, name in
            try LocalCloud.fleet(named: name, [instances[index]])
        }
        let reports = try await LocalCloud.reconcile(
            FleetFile(settings: LocalCloud.quick, instances: instances), fleets, state: JournalAccess(journal: journal)
        ).reports
        #expect(reports.map(\.result) == [.converged, .converged])
        #expect(reports.map(\.completed) == [0, 1])
    }
}
