import CloudModel
import Fleet
import Foundation
import GitSource
import Journal
import Planning
import Simulator
import Testing
import TestSupport

@testable import Reconciler

/// A commit that does not follow the one that was applied last changes nothing.
@Suite struct RevisionHistoryTests {
    private let repository: TemporaryRepository
    private let journal = InMemoryJournal()

    init() throws { repository = try TemporaryRepository() }

    /// Reconciles one instance under a commit. `isThere`: it runs its declared version already.
    private func reconcile(
        _ oid: String, fleet: String = "orders", allowingRewind: Bool = false, isThere: Bool = false
    ) async throws -> (FleetReport, Int) {
        let revision = Revision(ref: "main", oid: oid)
        let instances = try LocalCloud.instances(1, version: isThere ? LocalCloud.declared : LocalCloud.old)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let history = GitRevisionHistory(repository: repository.path, workingDirectory: "/", revision: revision)
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(named: fleet, instances)], state: JournalAccess(journal: journal),
            history: allowingRewind ? nil : history, revision: revision.fullDescription)
        return (try #require(reports.first), audit.upgrades.count)
    }

    /// The pipeline of an older commit that runs after that of a newer one.
    @Test func anOlderCommitIsRefusedAndTheNextNewOneIsNot() async throws {
        let old = try repository.commit("one")
        let new = try repository.commit("two")
        #expect(try await reconcile(new).0.result == .converged)
        let (report, upgrades) = try await reconcile(old)
        guard case .failed(message: let message) = report.result else {
            Issue.record("\(report.result)")
            return
        }
        #expect(message.hasPrefix("main@\(old.prefix(12)) is older than \(new.prefix(12)), which was applied last"))
        #expect(message.hasSuffix("give --allow-rewind once"))
        #expect(upgrades == 0)
        // What was refused is not what the next one has to follow.
        let newest = try repository.commit("three")
        #expect(try await reconcile(newest).0.result == .converged)
        #expect(journal.runs(ofFleetsNamed: nil, limit: 2).map(\.completion?.result) == ["converged", "failed"])
    }

    /// Its name was never reconciled since, its instance was.
    @Test func aCommitFromBeforeAFleetWasRenamedIsRefused() async throws {
        let old = try repository.commit("one")
        let new = try repository.commit("two")
        #expect(try await reconcile(old, isThere: true).0.result == .converged)
        #expect(try await reconcile(new, fleet: "renamed", isThere: true).0.result == .converged)
        let (report, upgrades) = try await reconcile(old)
        guard case .failed(message: let message) = report.result else {
            Issue.record("\(report.result)")
            return
        }
        #expect(message.hasPrefix("it declares instances that the fleet 'renamed' had before it, and there main@"))
        #expect(message.contains("is older than \(new.prefix(12)), which was applied last") && upgrades == 0)
        let newest = try repository.commit("three")
        #expect(try await reconcile(newest, isThere: true).0.result == .converged, "it was moved back")
    }

    @Test func aForcePushedOrphanIsRefusedUntilAPersonAllowsItOnce() async throws {
        let good = try repository.commit("one")
        #expect(try await reconcile(good).0.result == .converged)
        try repository.git("checkout", "--quiet", "--orphan", "new")
        let orphan = try repository.commit("orphan")
        let (report, upgrades) = try await reconcile(orphan)
        guard case .failed(message: let message) = report.result else {
            Issue.record("\(report.result)")
            return
        }
        #expect(message.contains("does not follow \(good.prefix(12))") && upgrades == 0, "\(message)")
        #expect(try await reconcile(orphan, allowingRewind: true).0.result == .converged)
        #expect(try await reconcile(orphan).0.result == .converged, "it was allowed once, and is the last one now")
    }

    /// What runs before the newer commit was refused leaves nothing of its declarations behind either.
    @Test func aRefusedCommitMovesNothingInTheJournal() async throws {
        let old = try repository.commit("one")
        let new = try repository.commit("two")
        _ = try await reconcile(new)
        let key = try #require(journal.fleets().first)
        let before = journal.fleetState(of: key)
        _ = try await reconcile(old)
        #expect(journal.fleetState(of: key) == before)
        #expect(journal.acceptedRevisions(of: key, declaring: []).first?.revision == "main@\(new)")
    }

    @Test func aRepositoryThatCannotBeReadIsAnObjection() async throws {
        let oid = try repository.commit("one")
        #expect(try await reconcile(oid).0.result == .converged)
        let history = GitRevisionHistory(
            repository: "\(repository.directory)/gone", workingDirectory: "/", revision: Revision(ref: "main", oid: oid)
        )
        let objection = await history.objection(after: "main@\(String(repeating: "1", count: 40))")
        #expect(objection?.contains("cannot be told") == true, "\(String(describing: objection))")
    }
}
