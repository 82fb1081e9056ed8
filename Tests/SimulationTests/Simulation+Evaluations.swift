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
    /// What was declared then of what it was about.
    var versions: Set<KernelVersion>
    /// Whether the clock was set since.
    var isStale = false
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
                    fleet: one.subject.fleet, id: one.id, at: began, toolAt: toolBegan, outcome: outcome,
                    versions: declared(one.id, of: one.subject.fleet)))
            results[one.id] = CheckResult(system.finds(outcome))
        }
        unremembered = requests.count
        return results
    }

    /// A person lets what is at rest now pass without its checks.
    mutating func passChecks() {
        for name in Set(scenario.desired.rollout.allChecks.map(\.id.name)).sorted() {
            journal.apply(.checkAcknowledged(name, at: now + clockSet))
            passed.append((scenario.desired.name, name, now, false))
        }
    }

    /// Where the clock was set nothing counts of before, but what a run has asked before a wave counts in that run.
    mutating func outdateEvaluations(of fleet: String) {
        for index in evaluations.indices where evaluations[index].fleet == fleet { evaluations[index].isStale = true }
        for index in passed.indices where passed[index].fleet == fleet { passed[index].isStale = true }
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
                    CheckID(check.name, wave: wave.name), check, of: scenario.desired.name, since,
                    soak: wave.soak, .checksPassed)
            }
        }
        for index in Set(asked.compactMap(rollout.waveIndex)) {
            let wave = rollout.waves[index]
            for check in wave.before where check.mode == .enforce {
                let id = CheckID(check.name, wave: wave.name, isBefore: true)
                let last = evaluations(of: id, scenario.desired.name).last
                // One that did not pass may be let pass by a person who said so since.
                let isPassed = last.map { last in
                    last.outcome == .passed
                        ? last.at >= runBegan
                        : acknowledgements(of: id, scenario.desired.name).contains { $0 >= last.at }
                }
                guard isPassed == true else {
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
                id, check, of: other.desired.name, since, soak: .seconds(left), .fleetChecks)
        }
    }

    private func checkPassed(
        _ id: CheckID, _ check: Check, of fleet: String, _ since: Date, soak: Duration, _ rule: Rule
    ) throws(Violation) {
        let (own, words) = (evaluations(of: id, fleet), acknowledgements(of: id, fleet))
        if words.contains(where: { word in word >= since - 1 && own.contains { $0.at <= word } }) { return }
        let all = own.filter { $0.at >= since - 1 }
        let passes = all.count { $0.outcome == .passed }
        guard passes >= check.required else { throw violation(rule, "\(id): \(passes) of \(check.required)") }
        guard let last = all.last, last.outcome == .passed, last.at >= since + soak / .seconds(1) - 1 else {
            throw violation(rule, "\(id): last \(all.last.map { "\($0)" } ?? "none"), at rest since \(since)")
        }
        // A spell of unrest takes away no failure, and a person's word does.
        var (failures, latest) = (0, Date.distantPast)
        for one in own where one.outcome == .failed && words.allSatisfy({ one.at > $0 }) {
            guard one.toolAt.timeIntervalSince(latest) * 2 >= check.interval / .seconds(1) else { continue }
            (failures, latest) = (failures + 1, one.toolAt)
        }
        guard failures <= check.failureLimit else {
            throw violation(.checkFailed, "\(id): \(failures) failed, \(check.failureLimit) allowed")
        }
    }

    /// The evaluations of a check at the versions that are declared now.
    private func evaluations(of id: CheckID, _ fleet: String) -> [TrueEvaluation] {
        let versions = declared(id, of: fleet)
        return evaluations.filter {
            $0.fleet == fleet && $0.id == id && $0.versions == versions && (id.isBefore || !$0.isStale)
        }
    }

    /// When people let it pass.
    private func acknowledgements(of id: CheckID, _ fleet: String) -> [Date] {
        passed.filter { $0.fleet == fleet && $0.name == id.name && (id.isBefore || !$0.isStale) }.map(\.at)
    }

    /// The versions that are declared of what a check is about.
    private func declared(_ id: CheckID, of fleet: String) -> Set<KernelVersion> {
        let desired = fleet == scenario.desired.name ? scenario.desired : otherFleet?.desired
        guard let desired else { return [] }
        let members = desired.instances.filter { one in
            id.wave == nil || desired.rollout.waveIndex(of: one).map { desired.rollout.waves[$0].name } == id.wave
        }
        return Set(members.map(\.version))
    }

    /// Since when the last of these that count has been where it should be, by what really happened; nil: none counts.
    private func rest(of members: [DesiredInstance]) -> Date? {
        members.filter { one in !one.suspend && model[one.id]?.version == one.version }
            .map { model.record(of: $0.id)?.history.last?.time ?? Scenario.start }.max()
    }
}
