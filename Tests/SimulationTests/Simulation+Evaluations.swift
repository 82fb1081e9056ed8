import CloudModel
import Fleet
import Forecast
import Foundation
import Planning

/// Checks that pass, fail, find nothing out or never answer.
extension Scenario {
    /// Gives the waves, and sometimes the whole fleet, checks.
    mutating func addChecks() {
        var random = SeededGenerator(seed: seed ^ 0xC4EC_C5ED)
        func check(_ name: String) -> Check {
            Check(
                name: name, probe: .webhook(target: name), interval: .seconds(random.pick([60, 600, 3600])),
                timeout: .seconds(30), failureLimit: random.pick([0, 0, 1, 2]), required: random.pick([1, 1, 2, 4]),
                mode: random.one(in: 6) ? .report : .enforce)
        }
        for index in desired.rollout.waves.indices {
            desired.rollout.waves[index].checks = random.pick([[], ["x"], ["x"], ["x", "y"]]).map(check)
            if random.one(in: 3) { desired.rollout.waves[index].before = [check("z")] }
        }
        if random.one(in: 2) { desired.rollout.checks = [check("w")] }
        other?.rollout.waves = desired.rollout.waves
        other?.rollout.checks = desired.rollout.checks
        faults.failingCheck = random.pick([0, 0.1, 0.4])
        faults.inconclusiveCheck = random.pick([0, 0.1, 0.5])
        faults.silentCheck = random.pick([0, 0.1])
    }
}

/// An evaluation as it really was.
struct TrueEvaluation {
    var fleet: String
    var id: CheckID
    /// By the cloud's clock, which is right, and by the tool's.
    var at, toolAt: Date
    var outcome: CheckResult.Outcome
}

extension Simulation {
    /// What the servers say; one that never answers is given up after its time-out.
    mutating func evaluate(_ requests: [CheckRequest]) -> [CheckID: CheckResult] {
        var results: [CheckID: CheckResult] = [:]
        let (began, toolBegan) = (now, toolNow)
        now += 1
        for one in requests {
            var outcome = CheckResult.Outcome.passed
            if happens(scenario.faults.failingCheck) { outcome = .failed }
            if happens(scenario.faults.inconclusiveCheck) { outcome = .inconclusive }
            if happens(scenario.faults.silentCheck) {
                outcome = .inconclusive
                now = max(now, began + one.check.timeout / .seconds(1))
            }
            evaluations.append(
                TrueEvaluation(
                    fleet: one.subject.fleet, id: one.id, at: began, toolAt: toolBegan, outcome: outcome))
            results[one.id] = CheckResult(system.finds(outcome))
        }
        unremembered = requests.count
        return results
    }

    /// A person lets what is at rest now pass without its checks.
    mutating func passChecks() {
        for name in Set(scenario.desired.rollout.allChecks.map(\.id.name)).sorted() {
            journal.apply(.checkAcknowledged(name, at: now + clockSet))
            passed.append((scenario.desired.name, name, now))
        }
    }

    /// What is not in the journal any more does not count.
    mutating func forgetEvaluations(of fleet: String? = nil) {
        evaluations.removeLast(unremembered)
        unremembered = 0
        evaluations.removeAll { fleet == nil || $0.fleet == fleet }
        passed.removeAll { fleet == nil || $0.fleet == fleet }
    }

    /// Nothing of a wave before the checks of those before it have passed, and its own `before` in this run.
    func checkChecks(_ request: UpgradeRequest) throws(Violation) {
        let rollout = scenario.desired.rollout
        let asked = scenario.desired.instances.filter { request.instances.contains($0.id) }
        guard let latest = asked.compactMap(rollout.waveIndex).max() else { return }
        for (index, wave) in rollout.waves.enumerated() where index < latest && !wave.checks.isEmpty {
            let members = scenario.desired.instances.filter { rollout.waveIndex(of: $0) == index }
            guard let since = rest(of: members) else { continue }
            for check in wave.checks where check.mode == .enforce {
                try checkPassed(
                    CheckID(check.name, wave: wave.name), check, of: scenario.desired.name, journal,
                    members, since, soak: wave.soak, .checksPassed)
            }
        }
        for index in Set(asked.compactMap(rollout.waveIndex)) {
            let wave = rollout.waves[index]
            for check in wave.before where check.mode == .enforce {
                let id = CheckID(check.name, wave: wave.name, isBefore: true)
                let isPassed = passed.contains { $0.fleet == scenario.desired.name && $0.name == check.name }
                let last = evaluations.last { $0.fleet == scenario.desired.name && $0.id == id }
                guard isPassed || (last.map { $0.outcome == .passed && $0.at >= runBegan } ?? false) else {
                    throw violation(.beforeChecks, "'\(wave.name)' with \(last.map { "\($0)" } ?? "no evaluation")")
                }
            }
        }
    }

    /// Nothing of a fleet before the checks of the one that goes first have passed.
    func checkUpstreamChecks(of other: OtherFleet, soak: Duration) throws(Violation) {
        let rollout = other.desired.rollout
        for (id, check) in rollout.allChecks where check.mode == .enforce && !id.isBefore {
            let members = other.desired.instances.filter { one in
                id.wave == nil || rollout.waveIndex(of: one).map { rollout.waves[$0].name } == id.wave
            }
            guard let since = rest(of: members), let whole = rest(of: other.desired.instances) else { continue }
            // The soak is that of the whole fleet.
            let left = whole.timeIntervalSince(since) + soak / .seconds(1)
            try checkPassed(
                id, check, of: other.desired.name, other.journal, members, since, soak: .seconds(left), .fleetChecks)
        }
    }

    private func checkPassed(
        _ id: CheckID, _ check: Check, of fleet: String, _ journal: FleetState, _ members: [DesiredInstance],
        _ since: Date, soak: Duration, _ rule: Rule
    ) throws(Violation) {
        if passed.contains(where: { $0.fleet == fleet && $0.name == check.name && $0.at >= since - 1 }) { return }
        let all = evaluations.filter { $0.fleet == fleet && $0.id == id && $0.at >= since - 1 }
        let passes = all.count { $0.outcome == .passed }
        guard passes >= check.required else { throw violation(rule, "\(id): \(passes) of \(check.required)") }
        guard let last = all.last, last.outcome == .passed, last.at >= since + soak / .seconds(1) - 1 else {
            throw violation(rule, "\(id): last \(all.last.map { "\($0)" } ?? "none"), at rest since \(since)")
        }
        // What counts against it since the tool knows that all of it is at rest.
        let known = members.compactMap { journal.atRest[$0.id]?.since }.max() ?? .distantPast
        let failures = all.count { $0.outcome == .failed && $0.toolAt >= known }
        guard failures <= check.failureLimit else {
            throw violation(.checkFailed, "\(id): \(failures) failed, \(check.failureLimit) allowed")
        }
    }

    /// Since when the last of these that count has been where it should be, by what really happened; nil: none counts.
    private func rest(of members: [DesiredInstance]) -> Date? {
        members.filter { one in !one.suspend && model[one.id]?.version == one.version }
            .map { model.record(of: $0.id)?.history.last?.time ?? Scenario.start }.max()
    }
}
