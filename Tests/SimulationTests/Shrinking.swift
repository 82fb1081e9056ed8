import Fleet
import Planning

import CloudModel

/// A violation, with the smallest scenario that was found to show it.
struct Finding: Error, CustomStringConvertible {
    var violation: Simulation.Violation
    var scenario: Scenario

    var description: String {
        """
        \(violation)
        Play it again: DBCONVERGE_SEED=\(scenario.seed) swift test --filter SimulationTests
        The smallest scenario that shows it, \(scenario.desired.instances.count) instances, \(scenario.runs) runs of \(scenario.timeouts):
        faults: \(scenario.faults)
        rollout: \(scenario.desired.rollout)
        declared: \(scenario.desired.instances.map { "\($0.id.description.suffix(8)) \($0.version) via \($0.via.sorted())\($0.suspend ? " suspended" : "")" })
        cloud: \(scenario.cloud.settings) \(scenario.cloud.instances.map { "\($0.id.description.suffix(8)) \($0.version) -> \($0.offers) \($0.status)" })
        """
    }
}

extension Scenario {
    /// How the first fleet ended, the digest of all that was done, and how the other fleet ended; nil: there is none.
    typealias Played = (result: RunResult, digest: Digest, follower: RunResult?)

    /// Plays it; throws a `Finding`.
    static func play(
        seed: UInt64, system: SystemUnderTest = SystemUnderTest(), change: (inout Scenario) -> Void = { _ in }
    ) throws -> Played {
        var scenario = try Scenario(seed: seed)
        change(&scenario)
        switch scenario.play(system) {
        case .success(let result): return result
        case .failure(let violation):
            throw Finding(violation: violation, scenario: scenario.shrunk(violation, system)).replayed(system)
        }
    }

    func violation(_ system: SystemUnderTest) -> Simulation.Violation? {
        if case .failure(let violation) = play(system) { violation } else { nil }
    }

    private func play(_ system: SystemUnderTest) -> Result<Played, Simulation.Violation> {
        var simulation = Simulation(self, system: system)
        return Result { () throws(Simulation.Violation) in
            (try simulation.play(), simulation.digest, simulation.otherResult)
        }
    }

    /// Takes away whatever can be taken away with the same rule still broken.
    private func shrunk(_ violation: Simulation.Violation, _ system: SystemUnderTest) -> Scenario {
        var best = self
        var hasShrunk = true
        while hasShrunk {
            hasShrunk = false
            for smaller in best.smaller where smaller.violation(system)?.rule == violation.rule {
                best = smaller
                hasShrunk = true
                break
            }
        }
        return best
    }

    private static let longest = (troubled: Duration.seconds(3600), quiet: Duration.seconds(3600))

    /// Scenarios with one thing less, the greatest things first.
    private var smaller: [Scenario] {
        var all: [Scenario] = []
        func without(_ change: (inout Scenario) -> Void) {
            var copy = self
            change(&copy)
            all.append(copy)
        }
        if runs > 1 { without { $0.runs -= 1 } }
        for index in desired.instances.indices where desired.instances.count > 1 {
            without {
                let id = $0.desired.instances.remove(at: index).id
                $0.cloud.instances.removeAll { $0.id == id }
            }
        }
        let faults: [WritableKeyPath<Faults, Double>] = [
            \.lostAfter, \.lostBefore, \.lostAgain, \.slowCall, \.failingObservation, \.failingOffer, \.vendorUpgrade,
            \.movingOffer,
            \.changingStatus,
            \.crash, \.changingDeclaration, \.lostJournal, \.retry, \.pause, \.movingRef, \.clockSet, \.rename,
            \.interrupt, \.retryDuringRun, \.move, \.listLag, \.queryLag, \.failingUpstream,
            \.failingCheck, \.inconclusiveCheck, \.silentCheck,
        ]
        for fault in faults where self.faults[keyPath: fault] > 0 {
            without { $0.faults[keyPath: fault] = 0 }
        }
        if other != nil { without { $0.other = nil } }
        if other?.dependsOn.first.map({ $0.soak > .zero }) ?? false { without { $0.other?.dependsOn[0].soak = .zero } }
        for id in stubborn.sorted() { without { $0.stubborn.remove(id) } }
        let rollout = desired.rollout
        if rollout.waves.count > 1 { without { $0.desired.rollout.waves.removeFirst() } }
        for index in rollout.waves.indices where rollout.waves[index].soak > .zero {
            without { $0.desired.rollout.waves[index].soak = .zero }
        }
        for index in rollout.waves.indices where !(rollout.waves[index].checks + rollout.waves[index].before).isEmpty {
            without { ($0.desired.rollout.waves[index].checks, $0.desired.rollout.waves[index].before) = ([], []) }
        }
        if !rollout.checks.isEmpty { without { $0.desired.rollout.checks = [] } }
        for index in rollout.waves.indices where !rollout.waves[index].optional {
            without { $0.desired.rollout.waves[index].optional = true }
        }
        if timeouts != Self.longest { without { $0.timeouts = Self.longest } }
        if !rollout.windows.isEmpty { without { $0.desired.rollout.windows.removeFirst() } }
        if !rollout.freezes.isEmpty { without { $0.desired.rollout.freezes.removeFirst() } }
        if rollout.precheck != .off { without { $0.desired.rollout.precheck = .off } }
        if rollout.timing != .immediate { without { $0.desired.rollout.timing = .immediate } }
        if rollout.maxChanges != .percent(100) {
            without { $0.desired.rollout.maxChanges = .percent(100) }
        }
        if cloud.settings.failureRate > 0 { without { $0.cloud.settings.failureRate = 0 } }
        if cloud.settings.jobVisibilityDelay > .zero {
            without { $0.cloud.settings.jobVisibilityDelay = .zero }
        }
        return all
    }
}

extension Finding {
    /// With the words of the smallest scenario's own violation.
    fileprivate func replayed(_ system: SystemUnderTest) -> Finding {
        Finding(violation: scenario.violation(system) ?? violation, scenario: scenario)
    }
}
