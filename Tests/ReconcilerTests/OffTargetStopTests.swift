import Fleet
import FoundationEssentials
import Journal
import Planning
import Testing

@testable import Reconciler

/// An upgrade of another fleet that ended off-target stops the rollouts to its version, until a person who knew of it
/// has acknowledged it.
@Suite struct OffTargetStopTests {
    private static let requested = Date(timeIntervalSince1970: 1_800_000_000)
    private static let ended = requested + 3600

    /// Who acknowledges while it still runs cannot know how it will end.
    @Test(arguments: [(nil, true), (requested - 1, true), (requested + 60, true), (ended, false), (ended + 60, false)])
    func itIsAcknowledgedByWhomItHadEndedFor(acknowledgedAt: Date?, stops: Bool) async throws {
        let id = try #require(InstanceID(String(repeating: "a", count: 32) + "in07"))
        let project = try #require(ProjectID(String(repeating: "0", count: 32)))
        func key(_ name: String) -> FleetKey { FleetKey(region: "cn-north-4", project: project, name: name) }
        let submission = Submission(
            from: LocalCloud.old, target: LocalCloud.declared, declared: LocalCloud.declared, sentAt: Self.requested)
        let journal = InMemoryJournal()
        try journal.append(
            [
                .intended(id, submission),
                .concluded(
                    id, sentAt: Self.requested, .offTarget(KernelVersion(2, 0, 99, 270000)), at: Self.ended),
            ], to: key("payments"), run: nil)
        let fleet = try LocalCloud.fleet(
            named: "orders", LocalCloud.instances(1, version: LocalCloud.old, offers: []))
        let found = try await journal.offTargetStops(for: fleet, key("orders"), acknowledgedAt: acknowledgedAt)
        #expect(found.keys.contains(LocalCloud.declared) == stops)
    }
}
