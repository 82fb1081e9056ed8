import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// What a store holds is the fold of what was appended, for every store.
@Suite struct FoldContractTests {
    let state: TemporaryState
    let fleets: [FleetKey]

    init() throws {
        state = try TemporaryState()
        fleets = [try .test("orders"), try .test("orders", region: "eu-west-101"), try .test("users")]
    }

    /// Across fleets, runs, and processes that come and go.
    @Test(arguments: Store.allCases, 0..<40 as Range<UInt64>)
    func itHoldsTheFoldOfWhatWasAppended(_ store: Store, seed: UInt64) async throws {
        var entries = RandomEntries(seed: seed)
        var journal = try store.open(in: state)
        let memory = InMemoryJournal()
        var folds: [FleetKey: FleetState] = [:]
        var runs: [FleetKey: RunID] = [:]
        for step in 0..<20 {
            let fleet = fleets[entries.chance(70) ? 0 : entries.chance(50) ? 1 : 2]
            if entries.chance(15) {
                let start = RunStart(fleet: fleet, revision: "main@\(step)", host: "h", pid: 1, startedAt: .test(step))
                let run = try await journal.begin(start)
                #expect(try await memory.begin(start) == run)
                runs[fleet] = run
            }
            let run = entries.chance(80) ? runs[fleet] : nil
            let some = (0..<(entries.chance(70) ? 1 : 4)).map { _ in entries.next() }
            try await journal.append(some, to: fleet, run: run)
            try memory.append(some, to: fleet, run: run)
            for entry in some { folds[fleet, default: FleetState()].apply(entry) }
            if entries.chance(10) {
                // What moves belongs to the instance, and goes with it.
                let moved = Set(RandomEntries.instances.prefix(entries.chance(50) ? 1 : 2))
                let heir = fleets[entries.chance(50) ? 0 : 2]
                let planned = try await journal.fleetState(of: heir, declaring: moved)
                #expect(memory.fleetState(of: heir, declaring: moved) == planned, "seed \(seed)")
                try await journal.adopt(moved, into: heir, at: .unset)
                memory.adopt(moved, into: heir, at: .unset)
                for one in fleets { folds[one] = memory.fleetState(of: one) }
                #expect(folds[heir] == planned, "seed \(seed)")
            }
            if entries.chance(10) { journal = try store.reopen(journal, in: state) }
            let held = try await journal.fleetState(of: fleet)
            try #require(held == folds[fleet] ?? FleetState(), "seed \(seed), after \(some)")
        }
        journal = try store.reopen(journal, in: state)
        for fleet in fleets {
            #expect(try await journal.fleetState(of: fleet) == folds[fleet] ?? FleetState(), "seed \(seed)")
        }
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 100) == memory.runs(ofFleetsNamed: nil, limit: 100))
        let versions = Set(RandomEntries.versions.prefix(2))
        let instances = Set(RandomEntries.instances)
        for fleet in fleets {
            #expect(
                try await journal.offTargetUpgrades(declaring: versions, besides: fleet)
                    == memory.offTargetUpgrades(declaring: versions, besides: fleet))
            #expect(
                try await journal.intents(of: instances, besides: fleet, since: .test(0))
                    == memory.intents(of: instances, besides: fleet, since: .test(0)))
        }
    }

    /// A call costs no more because the fleet is large: what it does not name is neither read nor written.
    @Test(arguments: Store.allCases) func anEntryLeavesEveryOtherInstanceAlone(_ store: Store) async throws {
        let journal = try store.open(in: state)
        var entries = RandomEntries(seed: 7)
        try await journal.append((0..<40).map { _ in entries.next() }, to: fleets[0], run: nil)
        let other = try #require(InstanceID(String(repeating: "9", count: 32) + "in07"))
        let version = RandomEntries.versions[0]
        let before = try await journal.fleetState(of: fleets[0])
        try await journal.append(
            [
                .intended(other, Submission(from: version, target: version, declared: version, sentAt: .test(5))),
                .concluded(other, sentAt: .test(5), .failed(Reason(.failed, "words")), at: .test(6)),
                .cameToRest([other: AtRest(version: version, since: .test(7))]),
                .acknowledged(Acknowledgement(at: .test(8), instances: [other])), .leftRest([other]),
            ], to: fleets[0], run: nil)
        #expect(try await journal.fleetState(of: fleets[0]) == before)
    }
}
