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
        try await journal.adopt([moved], into: new, at: .unset)
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

    /// A clock that jumped forward since the old fleet's last run would make a settle time end at once.
    @Test(arguments: Store.allCases, [0, 1000, 10_000, -10_000])
    func whereTheClockWasSetSinceAllWaitsCountAnew(_ store: Store, milliseconds: Int64) async throws {
        let journal = try store.open(in: state)
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let id = RandomEntries.instances[0]
        let run = try await journal.begin(
            RunStart(fleet: old, revision: "main@1", host: "h", pid: 1, startedAt: .test(0)))
        try await journal.remember(ClockMark(boot: "b", offset: 0), of: run)
        try await journal.append(entries(id), to: old, run: run)
        let clock = ClockReading(now: .test(9), mark: ClockMark(boot: "b", offset: milliseconds))
        try await journal.adopt([id], into: new, at: clock)
        let adopted = try await journal.fleetState(of: new)
        let isSet = abs(milliseconds) > 2000
        #expect(adopted.submissions[id]?.acceptance == (isSet ? .answerLost(at: .test(9)) : .awaited))
        #expect(adopted.failures[id]?.map(\.at) == [.test(isSet ? 9 : 2)])
    }
}

extension ClockReading {
    /// Of a clock that says nothing of having been set.
    static let unset = ClockReading(now: .test(0), mark: nil)
}
