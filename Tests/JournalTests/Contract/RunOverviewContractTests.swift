import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// What every store tells of a fleet's runs to those who only look.
@Suite struct RunOverviewContractTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    private func start(_ fleet: FleetKey, at time: Int, pid: Int32 = 4711) -> RunStart {
        RunStart(fleet: fleet, revision: "main@1", host: "build-7", pid: pid, startedAt: .test(time))
    }

    private func end(_ result: String, at time: Int) -> RunCompletion {
        RunCompletion(result: result, requests: 0, completed: 0, endedAt: .test(time))
    }

    @Test(arguments: Store.allCases) func ofAFleetThatIsNotKnownThereIsNothing(_ store: Store) async throws {
        let journal = try store.open(in: state)
        #expect(try await journal.overview(of: fleet, endings: 9) == RunOverview())
        #expect(try await journal.fleets().isEmpty, "it is not known by having been looked at")
    }

    @Test(arguments: Store.allCases) func theRunThatHasTheLeaseIsShownAsLongAsItHasIt(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let lease = try await journal.lease(for: start(fleet, at: 1000))
        let other = try store.reopen(journal, in: state)
        for _ in 1...2 {
            let seen = try await other.overview(of: fleet, endings: 9)
            guard case .held(by: let holder?) = seen.lease else {
                Issue.record("\(seen)")
                return
            }
            #expect((holder.pid, holder.host, holder.since) == (4711, "build-7", .test(1000)))
            #expect(seen.latest?.id == lease.run && seen.latest?.completion == nil)
        }
        #expect(try await other.overview(of: try .test("users"), endings: 9).lease == .free)
        try await journal.confirm(lease.run, of: fleet)
        await lease.release()
        #expect(try await other.overview(of: fleet, endings: 9).lease == .free)
    }

    @Test(arguments: Store.allCases) func theLatestRunAndTheEndsOfTheFleetsOwnRuns(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let namesake = try FleetKey.test("orders", region: "eu")
        for (index, result) in ["attention", "waiting", "waiting", "converged", "converged", "waiting"].enumerated() {
            let run = try await journal.begin(start(fleet, at: index * 10))
            try await journal.complete(run, end(result, at: index * 10 + 5))
            try await journal.complete(
                try await journal.begin(start(namesake, at: index * 10)), end("failed", at: index * 10 + 6))
        }
        let killed = try await journal.begin(start(fleet, at: 90))
        let id = RandomEntries.instances[0]
        let versions = RandomEntries.versions
        try await journal.append(
            [
                .intended(
                    id, Submission(from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(91)))
            ],
            to: fleet, run: killed)
        let all = try await journal.overview(of: fleet, endings: 4)
        #expect(all.latest?.id == killed && all.latest?.completion == nil)
        #expect(all.latest?.upgrades.map(\.instance) == [id])
        // Of runs that ended alike the first.
        #expect(
            all.endings == [
                end("waiting", at: 55), end("converged", at: 35), end("waiting", at: 15), end("attention", at: 5),
            ])
        #expect(all.hasAllEndings)
        let some = try await journal.overview(of: fleet, endings: 2)
        #expect(some.endings.map(\.result) == ["waiting", "converged"] && !some.hasAllEndings)
    }

    /// Who only looks makes no file and needs no right to write.
    @Test func aJournalThatIsReadOnlyTellsWhoHasTheLease() async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        let lease = try await journal.lease(for: start(fleet, at: 1000))
        let locks = URL(filePath: state.directory.path).appending(path: "locks").path
        let before = try FileManager.default.contentsOfDirectory(atPath: locks).sorted()
        let reader = try SQLiteJournal.read(in: state.directory)
        #expect(try await reader.overview(of: fleet, endings: 1).lease.isHeld)
        #expect(try await reader.overview(of: try .test("users"), endings: 1).lease == .free)
        await lease.release()
        #expect(try await reader.overview(of: fleet, endings: 1).lease == .free)
        #expect(try FileManager.default.contentsOfDirectory(atPath: locks).sorted() == before)
    }
}
