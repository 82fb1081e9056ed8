import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// One run at a time may write for a fleet, with every store.
@Suite struct LeaseContractTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    func start(_ fleet: FleetKey? = nil, pid: Int32 = 4711) -> RunStart {
        RunStart(
            fleet: fleet ?? self.fleet, revision: "main@1", host: "build-7", pid: pid,
            startedAt: Date(timeIntervalSince1970: 1_790_000_000))
    }

    static let seen = JournalEntry.seen(at: .test(3), hasExternalActivity: true)

    @Test(arguments: Store.allCases) func oneRunAtATimeAndTheOtherIsToldWhich(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let lease = try await journal.lease(for: start())
        let other = try store.reopen(journal, in: state)
        let error = await #expect(throws: LeaseError.self) { _ = try await other.lease(for: start(pid: 4712)) }
        guard case .held(let holder?)? = error?.code else { throw try #require(error) }
        #expect((holder.pid, holder.host, holder.command) == (4711, "build-7", "dbconverge reconcile"))
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 9).count == 1, "a run that may not write is none")
        await lease.release()
        await lease.release()
        let next = try await other.lease(for: start(pid: 4712))
        #expect(next.fleet == fleet && next.run != lease.run)
        await next.release()
    }

    @Test(arguments: Store.allCases) func otherFleetsDoNotWait(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let leases = [
            try await journal.lease(for: start()), try await journal.lease(for: start(.test("users"))),
            try await journal.lease(for: start(.test("orders", region: "eu"))),
        ]
        #expect(Set(leases.map(\.fleet)).count == 3)
        for lease in leases { await lease.release() }
    }

    @Test(arguments: Store.allCases) func aLeaseThatIsDroppedIsFree(_ store: Store) async throws {
        let journal = try store.open(in: state)
        do { _ = try await journal.lease(for: start()) }
        await (try journal.lease(for: start())).release()
    }

    /// The fence: what a run still writes after another has begun is refused as a whole, and so is its next request.
    @Test(arguments: Store.allCases) func aRunWritesNothingOnceAnotherHasBegun(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let lost = try await journal.lease(for: start())
        try await journal.append([Self.seen], to: fleet, run: lost.run)
        try await journal.confirm(lost.run, of: fleet)
        // It does not know that its lease is gone.
        await lost.release()
        let other = try store.reopen(journal, in: state)
        let held = try await other.lease(for: start(pid: 4712))
        let before = try await journal.fleetState(of: fleet)
        let error = await #expect(throws: JournalError.self) {
            try await journal.append([.acknowledged(Acknowledgement(at: .test(9)))], to: fleet, run: lost.run)
        }
        #expect(error?.code == .leaseLost)
        #expect(error?.message.contains("run \(held.run) has begun meanwhile") == true, "\(error as Any)")
        let refusal = await #expect(throws: JournalError.self) { try await journal.confirm(lost.run, of: fleet) }
        #expect(refusal?.code == .leaseLost)
        #expect(try await journal.fleetState(of: fleet) == before)
        try await other.append([.acknowledged(Acknowledgement(at: .test(9)))], to: fleet, run: held.run)
        await held.release()
    }

    @Test(arguments: Store.allCases) func aRunThatHasCompletedWritesNothingMore(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let lease = try await journal.lease(for: start())
        try await journal.complete(
            lease.run, RunCompletion(result: "converged", requests: 0, completed: 0, endedAt: .test(1)))
        let error = await #expect(throws: JournalError.self) {
            try await journal.append([Self.seen], to: fleet, run: lease.run)
        }
        #expect(error?.code == .leaseLost)
        #expect(error?.message.contains("it has completed") == true)
        await lease.release()
    }

    /// A fleet's run may not write for another fleet.
    @Test(arguments: Store.allCases) func aLeaseIsThatOfItsFleet(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let lease = try await journal.lease(for: start())
        let users = try FleetKey.test("users")
        let error = await #expect(throws: JournalError.self) {
            try await journal.append([Self.seen], to: users, run: lease.run)
        }
        #expect(error?.code == .leaseLost)
        #expect(try await journal.fleetState(of: users) == FleetState())
        await lease.release()
    }

    /// What a run wrote before it was killed is what the next one begins with.
    @Test(arguments: Store.allCases) func theNextRunBeginsWithWhatAKilledOneHasWritten(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let version = RandomEntries.versions[0]
        let submission = Submission(from: version, target: version, declared: version, sentAt: .test(1))
        var killed: (any FleetLease)? = try await journal.lease(for: start())
        let run = try #require(killed?.run)
        try await journal.append([.intended(RandomEntries.instances[0], submission)], to: fleet, run: run)
        killed = nil
        let next = try store.reopen(journal, in: state)
        let lease = try await next.lease(for: start(pid: 4712))
        #expect(try await next.fleetState(of: fleet).submissions == [RandomEntries.instances[0]: submission])
        #expect(try await next.runs(ofFleetsNamed: nil, limit: 9).map(\.completion) == [nil, nil])
        await lease.release()
    }

    /// Within a process; among processes: `LeaseProcessTests`.
    @Test(arguments: Store.allCases) func aHundredTasksNeverHoldItTogether(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (start, holders) = (start(), Holders())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    for _ in 0..<20 {
                        do {
                            let lease = try await journal.lease(for: start)
                            await holders.enter()
                            await Task.yield()
                            await holders.leave()
                            await lease.release()
                        } catch let error as LeaseError {
                            guard case .held = error.code else { throw error }
                            await Task.yield()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let runs = try await journal.runs(ofFleetsNamed: nil, limit: 5000)
        #expect(await (holders.most, holders.total) == (1, runs.count))
    }
}

/// How many hold a lease at the same time.
private actor Holders {
    private var present = 0
    private(set) var most = 0
    private(set) var total = 0

    func enter() {
        present += 1
        total += 1
        most = max(most, present)
    }

    func leave() { present -= 1 }
}
