import Fleet
import Foundation
import JournalSupport
import Planning
import Testing

@testable import Journal

/// What is remembered of an instance goes with it when it is moved, or its fleet renamed.
@Suite struct AdoptionContractTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private static let submission = Submission(
        from: KernelVersion(2, 0, 69, 251000), target: KernelVersion(2, 0, 72, 260100),
        declared: KernelVersion(2, 0, 72, 260100), sentAt: .test(1))
    private static let failure = UpgradeFailure(
        sentAt: .test(1), from: submission.from, declared: submission.declared, at: .test(2),
        reason: Reason(.outcomeUnknown, "unanswered"))

    private func entries(_ id: InstanceID) -> [JournalEntry] {
        [
            .seen(at: .test(0), hasExternalActivity: false),
            .found(id, Self.failure),
            .cameToRest([id: AtRest(version: Self.submission.declared, since: .test(0))]),
            .acknowledged(
                Acknowledgement(at: .test(1), instances: [], versions: [id: Self.submission.from], jobs: ["j"])),
            .intended(id, Self.submission),
        ]
    }

    @Test(arguments: Store.allCases) func whatIsRememberedOfAnInstanceGoesWithIt(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let (moved, other) = (RandomEntries.instances[0], RandomEntries.instances[1])
        try await journal.append(entries(moved) + entries(other), to: old, run: nil)
        let planned = try await journal.fleetState(of: new, declaring: [moved])
        #expect(try await journal.fleetState(of: new) == FleetState(), "a plan changes nothing")
        try await journal.adopt([moved], into: new)
        let adopted = try await journal.fleetState(of: new)
        #expect(adopted == planned)
        #expect(adopted.submissions == [moved: Self.submission])
        #expect(adopted.failures == [moved: [Self.failure]])
        #expect(adopted.acknowledgedVersions == [moved: Self.submission.from])
        #expect(adopted.acknowledgedJobs == ["j"])
        #expect(adopted.atRest.isEmpty && adopted.firstSeenAt == nil, "soaks belong to the fleet")
        let left = try await journal.fleetState(of: old)
        #expect(left.submissions.keys.sorted() == [other])
        #expect(left.failures.keys.sorted() == [other])
        try await journal.append(
            [.concluded(moved, sentAt: .test(1), .completed(Self.submission.target), at: .test(3))], to: new, run: nil)
        #expect(try await journal.fleetState(of: new).submissions.isEmpty)
    }
}
