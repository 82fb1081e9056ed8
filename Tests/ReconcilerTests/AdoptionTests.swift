import Fleet
import Foundation
import Planning
import Simulator
import Testing

@testable import Reconciler

/// What is remembered of an instance goes with it when it is moved, or its fleet renamed.
@Suite struct AdoptionTests {
    private static let submission = Submission(
        from: KernelVersion(2, 0, 69, 251000), target: KernelVersion(2, 0, 72, 260100),
        declared: KernelVersion(2, 0, 72, 260100), sentAt: .test(1))
    private static let failure = UpgradeFailure(
        sentAt: .test(1), from: submission.from, declared: submission.declared, at: .test(2),
        reason: Reason(.outcomeUnknown, "unanswered"))

    private func entries(_ id: InstanceID) -> [Entry] {
        [
            .seen(at: .test(0), hasExternalActivity: false),
            .found(id, Self.failure),
            .cameToRest([id: AtRest(version: Self.submission.declared, since: .test(0))]),
            .acknowledged(
                Acknowledgement(at: .test(1), instances: [], versions: [id: Self.submission.from], jobs: ["j"])),
            .intended(id, Self.submission),
        ]
    }

    private func check(_ journal: any Journal) throws {
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let (moved, other) = (RandomEntries.instances[0], RandomEntries.instances[1])
        try journal.append(entries(moved) + entries(other), to: old, run: nil)
        let planned = try journal.fleetState(of: new, declaring: [moved])
        #expect(try journal.fleetState(of: new) == FleetState(), "a plan changes nothing")
        try journal.adopt([moved], into: new)
        let adopted = try journal.fleetState(of: new)
        #expect(adopted == planned)
        #expect(adopted.submissions == [moved: Self.submission])
        #expect(adopted.failures == [moved: [Self.failure]])
        #expect(adopted.acknowledgedVersions == [moved: Self.submission.from])
        #expect(adopted.acknowledgedJobs == ["j"])
        #expect(adopted.atRest.isEmpty && adopted.firstSeenAt == nil, "soaks belong to the fleet")
        let left = try journal.fleetState(of: old)
        #expect(left.submissions.keys.sorted() == [other])
        #expect(left.failures.keys.sorted() == [other])
        try journal.append(
            [.concluded(moved, sentAt: .test(1), .completed(Self.submission.target), at: .test(3))], to: new, run: nil)
        #expect(try journal.fleetState(of: new).submissions.isEmpty)
    }

    @Test func theJournalsFileGivesItToTheNewFleet() throws {
        let state = try TemporaryState()
        try check(try SQLiteJournal.open(in: state.directory))
    }

    @Test func theJournalInMemoryGivesItToTheNewFleet() throws { try check(InMemoryJournal()) }

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
                        sentAt: sentAt, answeredAt: sentAt)),
            ], to: key, run: nil)
        let fleets = try ["orders", "other"].enumerated().map { index, name in
            try LocalCloud.fleet(named: name, [instances[index]])
        }
        let reports = try await LocalCloud.reconcile(
            FleetFile(settings: LocalCloud.quick, instances: instances), fleets, state: StateStore(journal: journal)
        ).reports
        #expect(reports.map(\.result) == [.converged, .converged])
        #expect(reports.map(\.completed) == [0, 1])
    }
}
