import Fleet
import Foundation
import Planning
import Testing

@testable import Reconciler

/// What is remembered of an instance goes with it when it is moved, or its fleet renamed.
@Suite struct AdoptionTests {
    private static let submission = Submission(
        from: KernelVersion(2, 0, 69, 251000), target: KernelVersion(2, 0, 72, 260100),
        declared: KernelVersion(2, 0, 72, 260100), sentAt: .test(1))
    private static let failure = UpgradeFailure(
        sentAt: .test(1), from: submission.from, declared: submission.declared, at: .test(2),
        reason: Reason(.unanswered, "unanswered"))

    private func entries(_ id: InstanceID) -> [Entry] {
        [
            .seen(at: .test(0), hasForeignWork: false),
            .found(id, Self.failure),
            .settled([id: Settled(version: Self.submission.declared, since: .test(0))]),
            .acknowledged(
                Acknowledgement(at: .test(1), instances: [], versions: [id: Self.submission.from], jobs: ["j"])),
            .intended(id, Self.submission),
        ]
    }

    private func check(_ journal: any Journal) throws {
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let (moved, other) = (RandomEntries.instances[0], RandomEntries.instances[1])
        try journal.append(entries(moved) + entries(other), to: old, run: nil)
        let planned = try journal.history(of: new, declaring: [moved])
        #expect(try journal.history(of: new) == History(), "a plan changes nothing")
        try journal.adopt([moved], into: new)
        let adopted = try journal.history(of: new)
        #expect(adopted == planned)
        #expect(adopted.submissions == [moved: Self.submission])
        #expect(adopted.failures == [moved: [Self.failure]])
        #expect(adopted.acknowledgedVersions == [moved: Self.submission.from])
        #expect(adopted.acknowledgedJobs == ["j"])
        #expect(adopted.settled.isEmpty && adopted.firstSeenAt == nil, "soaks belong to the fleet")
        let left = try journal.history(of: old)
        #expect(left.submissions.keys.sorted() == [other])
        #expect(left.failures.keys.sorted() == [other])
        try journal.append(
            [.ended(moved, sentAt: .test(1), .landed(Self.submission.target), at: .test(3))], to: new, run: nil)
        #expect(try journal.history(of: new).submissions.isEmpty)
    }

    @Test func theJournalsFileGivesItToTheNewFleet() throws {
        let state = try TemporaryState()
        try check(try SQLiteJournal.open(in: state.directory))
    }

    @Test func theJournalInMemoryGivesItToTheNewFleet() throws { try check(MemoryJournal()) }
}
