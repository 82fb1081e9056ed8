import Fleet
import Foundation
import Planning
import Testing

/// The rules of a rollout against random fleets, clouds and misfortunes. A failing seed is printed with its rule:
/// `DBCONVERGE_SEED=N swift test --filter SimulationTests` plays it alone.
@Suite struct SimulationTests {
    static let seeds: Range<UInt64> = 0..<500

    @Test func nothingThatMustNotHappenHappens() throws {
        if let one = ProcessInfo.processInfo.environment["DBCONVERGE_SEED"].flatMap(UInt64.init) {
            var simulation = Simulation(try Scenario(seed: one))
            _ = try simulation.play()
            return
        }
        var endings: [String: Int] = [:]
        for seed in Self.seeds {
            var simulation = Simulation(try Scenario(seed: seed))
            endings["\(try simulation.play())", default: 0] += 1
        }
        // A simulation in which nothing converges, or everything does, would prove little.
        #expect(endings["converged", default: 0] > 20, "\(endings)")
        #expect(endings["held", default: 0] > 20, "\(endings)")
    }

    /// Rules that are broken on purpose: the simulation must notice each. Of three the loss alone does no harm, because
    /// another rule stands behind them: 'in sync', 'presence' and 'downgrade'. That of failures has tests of its own.
    static let mutations: [(name: String, guards: [Guard])] =
        Guard.all.filter { !["in sync", "failures", "presence", "downgrade"].contains($0.name) }.map { rule in
            ("without the rule '\(rule.name)'", Guard.all.filter { $0.name != rule.name })
        } + [
            (
                "in flight only where a job shows",
                replacing("in flight") { subject, situation in
                    situation.observation.inFlight[subject.desired.id] != nil
                        ? .wait(Reason(.upgrading, "")) : nil
                }
            ),
            (
                "an offer beyond the declared is taken",
                replacing("offer") { subject, situation in
                    guard let offer = situation.offers[subject.desired.id] else {
                        return .wait(Reason(.offerNotRead, ""))
                    }
                    return offer.offered == nil ? .hold(Reason(.notOffered, "")) : nil
                }
            ),
            (
                "an offer never grows old",
                replacing("offer") { subject, situation in
                    var situation = situation
                    situation.maximumOfferAge = nil
                    return Guard.all.first { $0.name == "offer" }?.decide(subject, situation)
                }
            ),
            (
                "any stop is taken",
                replacing("offer") { subject, situation in
                    guard let offered = situation.offers[subject.desired.id]?.offered, offered < subject.desired.version
                    else {
                        return Guard.all.first { $0.name == "offer" }?.decide(subject, situation)
                    }
                    return nil
                }
            ),
        ]

    private static func replacing(
        _ name: String, _ decide: @escaping @Sendable (Guard.Subject, Situation) -> Action?
    ) -> [Guard] {
        Guard.all.map { $0.name == name ? Guard(name, decide) : $0 }
    }

    @Test(arguments: mutations.indices) func aBrokenRuleIsNoticed(_ index: Int) throws {
        let mutation = Self.mutations[index]
        for seed in Self.seeds {
            var simulation = Simulation(try Scenario(seed: seed), guards: mutation.guards)
            do { _ = try simulation.play() } catch is Simulation.Violation { return }
        }
        Issue.record("no seed noticed: \(mutation.name)")
    }
}
