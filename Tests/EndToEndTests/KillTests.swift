import Foundation
import TestSupport
import Testing

/// Runs that are killed at any instant: an upgrade that the cloud has accepted is never requested again, and a later
/// run finishes.
///
/// `DBCONVERGE_SEED=N` chooses the instants again; how far a run has got by then is up to the machine.
@Suite(.serialized, .patience) struct KillTests {
    @Test func aHundredRunsAreKilledAndNothingIsAskedForTwice() async throws {
        let fleets = try await Self.fleets(20, atOnce: 6) { fleet in
            for _ in 1...5 { try await fleet.kill(options: ["--assume-idle"]) }
            try await fleet.finish(options: ["--assume-idle"])
        }
        for fleet in fleets { try await expectConverged(fleet) }
        try await expectHistories(fleets)

        let kills = fleets.flatMap(\.kills)
        #expect(kills.count == 100)
        #expect(kills.count(where: \.isKilled) >= 80, "most kills hit a run that was at work")
        for aim in KilledFleet.Aim.allCases {
            let aimed = kills.filter { $0.aim == aim && $0.isKilled }
            let asked = aimed.count { $0.asked > 0 }
            print("\(aim): \(aimed.count) killed, \(asked) of them after they had requested something")
            // How far a run gets in two seconds is up to the machine.
            #expect(asked >= (aim == .anywhere ? 1 : aimed.count / 3), "\(aim)")
        }
    }

    /// As in CI with a throw-away disk: nothing is remembered, so that every run first waits for what may be under way.
    @Test func runsThatRememberNothingAskForNothingTwiceEither() async throws {
        let fleets = try await Self.fleets(6, atOnce: 6) { fleet in
            for _ in 1...4 {
                try await fleet.kill(after: 2, options: [])
                fleet.workspace.state.remove()
            }
            try await fleet.finish(options: [])
        }
        for fleet in fleets { try await expectConverged(fleet) }
        let kills = fleets.flatMap(\.kills)
        #expect(kills.count(where: \.isKilled) >= 20)
        #expect(kills.count { $0.isKilled && $0.asked > 0 } >= 8)
    }

    private func expectConverged(_ fleet: KilledFleet) async throws {
        let (seed, last) = (fleet.seed, try #require(fleet.last))
        #expect(last.status == 0, "seed \(seed): \(last.stdout)\(last.stderr)")
        let audit = try await fleet.workspace.cloud.audit()
        for instance in audit.instances {
            let path = instance.history.first?.version == KilledFleet.first ? [KilledFleet.first] : []
            // One message for each instance is enough: a mistake concerns many.
            #expect(
                instance.history.map(\.version) == path + [Fixture.old, Fixture.declared]
                    && instance.accepted == path.count + 1 && instance.requests == path.count + 1
                    && instance.violations.isEmpty, "seed \(seed): \(instance)")
        }
        #expect(audit.mostInFlight <= 3, "seed \(seed)")
    }

    /// A killed run has begun and not ended, and the journal has every request that reached the cloud.
    private func expectHistories(_ fleets: [KilledFleet]) async throws {
        var (notEnded, lost) = (0, 0)
        for fleet in fleets {
            let runs = try await fleet.workspace.history()
            #expect(runs.first?.result == "converged", "seed \(fleet.seed)")
            let open = Set(runs.filter { $0.endedAt == nil }.map(\.pid))
            #expect(open.isSubset(of: fleet.kills.filter(\.isKilled).map(\.pid)), "seed \(fleet.seed)")
            let outcomes = runs.flatMap(\.upgrades).map(\.outcome)
            #expect(outcomes.count { $0 == "completed" } == KilledFleet.hops, "seed \(fleet.seed)")
            #expect(outcomes.allSatisfy { $0 == "completed" || $0 == "noTrace" }, "seed \(fleet.seed)")
            let text = try await fleet.workspace.run("history", "--limit", "1000")
            #expect(text.stdout.components(separatedBy: "not ended").count - 1 == open.count, "\(text.stdout)")
            notEnded += open.count
            lost += outcomes.count { $0 == "noTrace" }
        }
        print("\(lost) upgrades were about to be requested when the kill came")
        #expect(notEnded >= 80)
    }

    /// Plays so many fleets, `width` of them at a time, each with a seed of its own.
    private static func fleets(
        _ count: Int, atOnce width: Int, _ body: @escaping @Sendable (inout KilledFleet) async throws -> Void
    ) async throws -> [KilledFleet] {
        let seed =
            ProcessInfo.processInfo.environment["DBCONVERGE_SEED"].flatMap(UInt64.init) ?? .random(in: 1...1_000_000)
        print("DBCONVERGE_SEED=\(seed)")
        return try await withThrowingTaskGroup(of: KilledFleet.self) { group in
            var fleets: [KilledFleet] = []
            for number in 0..<count {
                if number >= width, let done = try await group.next() { fleets.append(done) }
                group.addTask {
                    var fleet = try await KilledFleet(seed: seed + UInt64(number))
                    try await body(&fleet)
                    return fleet
                }
            }
            for try await done in group { fleets.append(done) }
            return fleets
        }
    }
}
