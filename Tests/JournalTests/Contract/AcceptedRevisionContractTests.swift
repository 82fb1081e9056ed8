import Fleet
import Foundation
import JournalSupport
import Planning
import Testing
import TestSupport

@testable import Journal

/// What a later run has to follow.
@Suite struct AcceptedRevisionContractTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private func start(_ fleet: FleetKey, _ revision: String) -> RunStart {
        RunStart(fleet: fleet, revision: revision, host: "h", pid: 1, startedAt: .test(0))
    }

    @Test(arguments: Store.allCases)
    func theRevisionThatALaterRunHasToFollowIsThatOfTheLatestRunThatWasAccepted(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (fleet, other) = (try FleetKey.test("orders"), try FleetKey.test("ledger"))
        #expect(try await journal.acceptedRevisions(of: fleet, declaring: []).first?.revision == nil)
        var runs: [RunID] = []
        for (number, fleet) in [fleet, fleet, other, fleet].enumerated() {
            runs.append(try await journal.begin(start(fleet, "main@\(number)")))
        }
        #expect(
            try await journal.acceptedRevisions(of: fleet, declaring: []).first?.revision == nil,
            "a run that has only begun was not accepted")
        for (run, expected) in [(runs[1], "main@1"), (runs[0], "main@1"), (runs[2], "main@1"), (runs[3], "main@3")] {
            _ = try await journal.acceptRevision(of: run, declaring: [], after: nil)
            #expect(try await journal.acceptedRevisions(of: fleet, declaring: []).first?.revision == expected)
        }
        #expect(try await journal.acceptedRevisions(of: other, declaring: []).first?.revision == "main@2")
        let reopened = try store.reopen(journal, in: state)
        #expect(try await reopened.acceptedRevisions(of: fleet, declaring: []).first?.revision == "main@3")
    }

    /// A pipeline of a commit from before a fleet was renamed: its own name knows nothing of what was applied since.
    @Test(arguments: Store.allCases) func aFleetFollowsWhatWasAppliedToItsInstances(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let (moved, kept) = (RandomEntries.instances[0], RandomEntries.instances[1])
        func accept(_ fleet: FleetKey, _ revision: String, _ instances: Set<InstanceID>) async throws {
            let run = try await journal.begin(start(fleet, revision))
            _ = try await journal.acceptRevision(of: run, declaring: instances, after: nil)
        }
        func accepted(_ fleet: FleetKey, _ instances: Set<InstanceID>) async throws -> [String] {
            try await store.reopen(journal, in: state).acceptedRevisions(of: fleet, declaring: instances)
                .map { "\($0.fleet.name): \($0.revision)" }
        }
        try await accept(old, "main@1", [moved, kept])
        #expect(try await accepted(new, [moved]) == ["old: main@1"])
        try await accept(new, "main@2", [moved])
        #expect(try await accepted(old, [moved, kept]) == ["old: main@1", "new: main@2"])
        #expect(try await accepted(old, [kept]) == ["old: main@1"])
        let elsewhere = try FleetKey.test("old", region: "cn-north-1")
        #expect(try await accepted(elsewhere, [moved, kept]).isEmpty, "an instance is in one region and project only")
        // It is moved back, and what it does not declare any more was still applied to it.
        try await accept(old, "main@3", [moved, kept])
        try await accept(old, "main@4", [kept])
        #expect(try await accepted(new, [moved]) == ["new: main@2", "old: main@4"])
    }

    /// Two runs begin at once, and each was checked before the other was accepted.
    @Test(arguments: Store.allCases) func whatWasCheckedBeforeAnotherTookOverIsCheckedAgain(_ store: Store) async throws
    {
        let journal = try store.open(in: state)
        let (old, new) = (try FleetKey.test("old"), try FleetKey.test("new"))
        let instances: Set = [RandomEntries.instances[0]]
        let (first, second) = (
            try await journal.begin(start(old, "main@1")), try await journal.begin(start(new, "main@2"))
        )
        #expect(try await journal.acceptRevision(of: second, declaring: instances, after: []))
        #expect(try await !journal.acceptRevision(of: first, declaring: instances, after: []))
        let now = try await journal.acceptedRevisions(of: old, declaring: instances)
        #expect(now == [AcceptedRevision(fleet: new, revision: "main@2")], "nothing of it was remembered")
        #expect(try await journal.acceptRevision(of: first, declaring: instances, after: now))
        #expect(try await journal.acceptedRevisions(of: old, declaring: instances).map(\.revision) == ["main@1"])
    }

    /// Both stores say the same, whichever fleets take over whichever instances.
    @Test(arguments: 0..<20) func theStoresAgree(_ seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let instances = (0..<6).compactMap { InstanceID(String(format: "%032din07", $0)) }
        let fleets = [try FleetKey.test("a"), try .test("b"), try .test("c"), try .test("d", region: "cn-north-1")]
        let (sqlite, memory) = (try SQLiteJournal.open(in: state.directory), InMemoryJournal())
        for step in 0..<40 {
            let (fleet, declared) = (
                fleets.randomElement(using: &random)!, Set(instances.filter { _ in Bool.random(using: &random) })
            )
            let expected = memory.acceptedRevisions(of: fleet, declaring: declared)
            #expect(try await sqlite.acceptedRevisions(of: fleet, declaring: declared) == expected, "step \(step)")
            for journal in [sqlite as any JournalStore, memory] {
                let run = try await journal.begin(start(fleet, "main@\(step)"))
                _ = try await journal.acceptRevision(of: run, declaring: declared, after: nil)
            }
        }
    }
}
