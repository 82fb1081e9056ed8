import Fleet
import Foundation
import Planning
import Testing

/// The rules of a rollout against random fleets, clouds and misfortunes. A failing seed is shrunk and printed with its
/// rule; `DBCONVERGE_SEED=N` plays it alone, and `DBCONVERGE_SEEDS=N` plays that many, from `DBCONVERGE_FIRST_SEED` on.
@Suite struct SimulationTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    private static var seeds: Range<UInt64> {
        let first = number("DBCONVERGE_FIRST_SEED") ?? 0
        return first..<first + (number("DBCONVERGE_SEEDS") ?? 5000)
    }

    @Test func nothingThatMustNotHappenHappens() async throws {
        if let one = Self.number("DBCONVERGE_SEED") {
            _ = try Scenario.play(seed: one)
            return
        }
        let (seeds, count) = (Self.seeds, Self.seeds.count)
        let begin = ContinuousClock.now
        let played = try await Self.play(seeds)
        let rate = Double(count) / (begin.duration(to: .now) / .seconds(1))
        let results = played.results
        print(
            "simulation: \(count) seeds, \(Int(rate)) a second, \(results.sorted { $0.key < $1.key })")
        // A simulation in which nothing converges, or everything does, would prove little.
        #expect(results["converged", default: 0] > UInt64(count / 20), "\(results)")
        #expect(results["waiting", default: 0] + results["attention", default: 0] > UInt64(count / 20), "\(results)")
        if seeds.lowerBound == 0 { try KnownDigests.expect(played.digests) }
    }

    /// The same with a fleet that follows the first. `DBCONVERGE_SEED=N` plays one of them too.
    @Test func whatFollowsAnotherFleetNeverRunsAhead() async throws {
        let played = try await Self.playFollowers { $0.putInOrder() }
        print("simulation: \(played.seeds) seeds with fleets in order, \(played.converged) followers converged")
        #expect(played.seeds == 1 || played.converged > played.seeds / 20)
    }

    /// The same with checks, and with a fleet that follows the first.
    @Test func nothingGoesOnBeforeItsChecksHavePassed() async throws {
        let played = try await Self.playFollowers {
            $0.putInOrder()
            $0.addChecks()
        }
        print("simulation: \(played.seeds) seeds with checks, \(played.converged) followers converged")
        #expect(played.seeds == 1 || played.converged > played.seeds / 20)
    }

    /// How many seeds were played, and in how many the other fleet converged.
    private static func playFollowers(
        _ change: @escaping @Sendable (inout Scenario) -> Void
    ) async throws -> (seeds: Int, converged: Int) {
        let seeds = Self.number("DBCONVERGE_SEED").map { $0..<$0 + 1 } ?? Self.seeds
        let converged = try await withThrowingTaskGroup(of: Int.self) { group in
            let workers = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
            for worker in 0..<workers {
                group.addTask {
                    var converged = 0
                    for seed in seeds where seed % workers == worker {
                        if try Scenario.play(seed: seed, change: change).follower == .converged {
                            converged += 1
                        }
                    }
                    return converged
                }
            }
            return try await group.reduce(0, +)
        }
        return (seeds.count, converged)
    }

    /// What came of some seeds: how often they ended how, and each one's digest, in their order.
    private struct Played {
        var results: [String: UInt64] = [:]
        var digests: [Digest] = []
    }

    /// Plays seeds on every core.
    private static func play(_ seeds: Range<UInt64>) async throws -> Played {
        let chunks = stride(from: seeds.lowerBound, to: seeds.upperBound, by: 100).map {
            $0..<min($0 + 100, seeds.upperBound)
        }
        return try await withThrowingTaskGroup(of: (first: UInt64, Played).self) { group in
            var rest = chunks[...]
            func addNext() {
                guard let seeds = rest.popFirst() else { return }
                group.addTask { (seeds.lowerBound, try playChunk(seeds)) }
            }
            for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { addNext() }
            var all = Played(digests: Array(repeating: Digest(), count: seeds.count))
            var done = 0
            while let (first, next) = try await group.next() {
                all.results.merge(next.results, uniquingKeysWith: +)
                let place = Int(first - seeds.lowerBound)
                all.digests.replaceSubrange(place..<place + next.digests.count, with: next.digests)
                done += next.digests.count
                // A million take a while, and it has to be seen that they go on.
                if done.isMultiple(of: 50_000) { print("simulation: \(done) seeds played") }
                addNext()
            }
            return all
        }
    }

    private static func playChunk(_ seeds: Range<UInt64>) throws -> Played {
        var played = Played()
        for seed in seeds {
            let (result, digest, _) = try Scenario.play(seed: seed)
            played.results["\(result)", default: 0] += 1
            played.digests.append(digest)
        }
        return played
    }

    /// By the very rule that it breaks; it may break others too.
    @Test(arguments: Mutation.all) func whatIsBrokenIsNoticed(_ mutation: Mutation) throws {
        var system = mutation.system
        // It costs as much as all the rest.
        system.comparesDecisions = mutation.rule == .keptDecisions
        for seed in 0..<UInt64(5000) {
            var scenario = try Scenario(seed: seed)
            mutation.needs(&scenario)
            if scenario.violation(system)?.rule == mutation.rule { return }
        }
        Issue.record("no seed noticed it")
    }

    @Test func everyRuleHasAMutation() {
        #expect(Set(Mutation.all.map(\.rule)) == Set(Rule.allCases))
    }
}
