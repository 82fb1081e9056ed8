import CloudModel
import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Simulator
import Testing

@testable import Reconciler

/// What a run makes of a pause, and what its record says.
@Suite struct PauseTests {
    static let ada = Operator(user: "ada", host: "build-7", job: "https://ci/1")

    static func pause(_ fleet: String?) -> Intervention {
        Intervention(.pause, of: fleet, by: ada, at: .test(0), reason: "r")
    }

    /// The pause comes when the intent is durable and the call is about to leave.
    @Test(arguments: ["orders", nil]) func aPauseKeepsBackTheVeryNextRequest(fleet: String?) async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let journal = InMemoryJournal()
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(instances)], state: JournalAccess(journal: journal)
        ) { progress, _ in
            if case .notice(_, .submitting) = progress { journal.append([Self.pause(fleet)]) }
        }
        #expect(reports.map(\.result) == [.attention])
        #expect(reports.first?.plan?.paused?.reason == "r")
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.paused, .paused])
        #expect(audit.upgrades.isEmpty)
    }

    /// A fleet of which a part is suspended has not converged as a whole.
    @Test(arguments: [(1, "in sync but for 1 suspended"), (0, nil)])
    func theRecordOfARunSaysWhatItLeftOut(suspended: Int, words: String?) async throws {
        var instances = try LocalCloud.instances(2, version: LocalCloud.declared, offers: [])
        if suspended > 0 { instances[0] = try LocalCloud.instances(1)[0] }
        let first = instances[0].id
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances) { $0.suspend = suspended > 0 && $0.id == first }
        let journal = InMemoryJournal()
        _ = try await LocalCloud.reconcile(file, [fleet], state: JournalAccess(journal: journal))
        let end = try #require(journal.runs(ofFleetsNamed: nil, limit: 1).first?.completion)
        #expect(end.result == "converged")
        #expect(end.message == words)
    }

    @Test func anUpgradeThatRunsIsSeenToItsEndAndTheRestIsHeld() async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off))
        let journal = InMemoryJournal()
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet], state: JournalAccess(journal: journal)) {
            progress, server in
            if case .counts = progress, !server.audit().upgrades.isEmpty {
                journal.append([Self.pause("orders")])
            }
        }
        #expect(reports.map(\.completed) == [1])
        #expect(reports.map(\.result) == [.attention])
        #expect(audit.instances.map(\.requests).reduce(0, +) == 1)
    }
}
