import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// What every store forgets of runs, and what it never does.
@Suite struct RetentionContractTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    let versions = RandomEntries.versions
    private static let day = 86_400_000

    /// A run that began at a time in milliseconds, and what it requested of an instance.
    private func run(
        _ journal: any JournalStore, at time: Int, of fleet: FleetKey? = nil, plan: String? = nil,
        requests instance: InstanceID? = nil, isConcluded: Bool = true
    ) async throws -> RunID {
        let fleet = fleet ?? self.fleet
        let run = try await journal.begin(
            RunStart(
                fleet: fleet, revision: "main@\(time)", host: "h", pid: 1, startedAt: .test(time), planDigest: plan))
        if let instance {
            let submission = Submission(
                from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(time))
            try await journal.append([.intended(instance, submission)], to: fleet, run: run)
            if isConcluded {
                let end = JournalEntry.concluded(
                    instance, sentAt: .test(time), .completed(versions[1]), at: .test(time + 60_000))
                try await journal.append([end], to: fleet, run: run)
            }
        }
        try await journal.complete(
            run, RunCompletion(result: "converged", requests: 0, completed: 0, endedAt: .test(time + 1)))
        return run
    }

    private func runs(_ journal: any JournalStore) async throws -> [RunID] {
        try await journal.runs(ofFleetsNamed: "orders", limit: .max).map(\.id).reversed()
    }

    /// A check that has failed holds until a person acts, however many runs that takes.
    @Test(arguments: Store.allCases)
    func whatCountsOfACheckStaysWhenItsRunGoes(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (id, other) = (CheckID("smoke", wave: "canary"), try FleetKey.test("orders-test"))
        let failed = Evaluation(id, definition: "d", at: .test(1), CheckResult(.failed, message: "no"))
        let seeing = try await journal.begin(
            RunStart(fleet: fleet, revision: "r", host: "h", pid: 1, startedAt: .test(0)))
        try await journal.append([.evaluated([failed])], to: fleet, run: seeing)
        try await journal.append([failed], of: other, by: seeing)
        let record = try #require(try await journal.runs(ofFleetsNamed: "orders", limit: 1).first)
        #expect(record.evaluations == [RunEvaluation(failed), RunEvaluation(failed, upstream: "orders-test")])
        try await journal.complete(
            seeing, RunCompletion(result: "attention", requests: 0, completed: 0, endedAt: .test(2)))
        for time in 3..<8 { _ = try await run(journal, at: time) }
        #expect(try await journal.prune(fleet, Retention(runs: 2, age: .zero), at: .test(1000)) > 0)
        #expect(try await !runs(journal).contains(seeing))
        for key in [fleet, other] {
            #expect(try await journal.fleetState(of: key).evaluations == [id: [failed]])
        }
    }

    @Test(arguments: Store.allCases)
    func runsThatRequestedNothingGoBeyondTheNumberAndTheOthersOnceTheyAreOld(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let id = RandomEntries.instances[0]
        let requesting = try await run(journal, at: 0, requests: id)
        let planned = try await run(journal, at: 1, plan: "digest")
        for time in 2..<6 { _ = try await run(journal, at: time) }
        let newest = [try await run(journal, at: 6), try await run(journal, at: 7)]
        let retention = Retention(runs: 2, age: .seconds(86_400))

        #expect(try await journal.prune(fleet, retention, at: .test(1000)) == 4)
        #expect(try await runs(journal) == [requesting, planned] + newest)
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 9).last?.upgrades.map(\.instance) == [id])
        #expect(try await journal.prune(fleet, retention, at: .test(1000)) == 0)

        #expect(try await journal.prune(fleet, retention, at: .test(Self.day + 1)) == 1, "the other began later")
        #expect(try await journal.prune(fleet, retention, at: .test(Self.day + 2)) == 1)
        #expect(try await runs(store.reopen(journal, in: state)) == newest, "the newest stay, however old they are")
        #expect(try await journal.completedDurations(of: fleet, limit: 9).isEmpty)
        let next = try await run(journal, at: 9)
        #expect(next.description > newest[1].description)
    }

    @Test(arguments: Store.allCases)
    func whatARunMayStillNeedStays(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let ids = RandomEntries.instances
        let other = try FleetKey.test("ledger")
        let open = try await run(journal, at: 0, requests: ids[0], isConcluded: false)
        let accepted = [try await run(journal, at: 1), try await run(journal, at: 2)]
        for run in accepted { _ = try await journal.acceptRevision(of: run, declaring: [], after: nil) }
        let marked = [try await run(journal, at: 3), try await run(journal, at: 4)]
        for (offset, run) in marked.enumerated() {
            try await journal.remember(ClockMark(boot: "b", offset: Int64(offset)), of: run)
        }
        let moved = try await run(journal, at: 5, requests: ids[1], isConcluded: false)
        try await journal.adopt([ids[1]], into: other, at: ClockReading(now: .test(6), mark: nil))
        try await journal.append(
            [
                .found(
                    ids[0],
                    UpgradeFailure(
                        sentAt: .test(0), from: versions[0], declared: versions[1], at: .test(1),
                        reason: Reason(.failed, "words"))),
                .acknowledged(Acknowledgement(at: .test(1), instances: [], jobs: ["j"])),
            ], to: fleet, run: nil)
        try await journal.append([
            Intervention(.pause, of: nil, by: Operator(user: "u", host: "h"), at: .test(0), reason: "r")
        ])
        let foreign = try await run(journal, at: 7, of: other)
        let latest = try await run(journal, at: 8)
        let before = (try await journal.fleetState(of: fleet), try await journal.fleetState(of: other))

        let forgotten = try await journal.prune(fleet, Retention(runs: 1, age: .zero), at: .test(9 * Self.day))
        #expect(forgotten == 2, "the one whose revision was accepted before, and the one with the older mark")
        #expect(try await runs(journal) == [open, accepted[1], marked[1], moved, latest])
        let reopened = try store.reopen(journal, in: state)
        #expect(try await reopened.fleetState(of: fleet) == before.0)
        #expect(try await reopened.fleetState(of: other) == before.1)
        #expect(try await reopened.acceptedRevisions(of: fleet, declaring: []).first?.revision == "main@2")
        #expect(try await reopened.clockMark(of: fleet) == ClockMark(boot: "b", offset: 1))
        #expect(try await reopened.pausesAndResumptions().count == 1)
        #expect(try await reopened.runs(ofFleetsNamed: "ledger", limit: 9).map(\.id) == [foreign])
        // An upgrade that was open when its run was looked at ends as any other.
        let end = JournalEntry.concluded(ids[0], sentAt: .test(0), .completed(versions[1]), at: .test(10))
        try await journal.append([end], to: fleet, run: nil)
        #expect(try await journal.fleetState(of: fleet).submissions.isEmpty)
        #expect(try await journal.prune(fleet, Retention(runs: 1, age: .zero), at: .test(9 * Self.day)) == 1)
    }

    @Test(arguments: Store.allCases) func aFleetThatIsNotKnownHasNothingToForget(_ store: Store) async throws {
        let journal = try store.open(in: state)
        #expect(try await journal.prune(fleet, Retention(runs: 1), at: .test(0)) == 0)
    }
}
