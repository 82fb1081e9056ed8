import FoundationEssentials
import Fleet

/// When checks are evaluated, and what comes of it.
extension Rollout {
    /// What is to be evaluated now; nil: nothing. Between two observations each is evaluated once at the most, so that
    /// slow answers do not keep a run from observing. What rests on checks that have just passed is looked at once more:
    /// others of which that makes an evaluation due are asked before it leaves.
    mutating func evaluate(_ waves: Waves, in situation: Situation) -> Effect? {
        let rollout = fleet.rollout
        guard rollout.hasChecks || rollout.waves.contains(where: { !$0.before.isEmpty }) else { return nil }
        if let deadline = settings.deadline, situation.now >= deadline { return nil }
        // What is suspended is left alone.
        if fleet.isSuspended { return nil }
        var requests: [CheckRequest] = []
        // What has passed is asked again only where something is about to be requested that rests on it.
        let due = waves.dueChecks(in: situation, isOutstanding: !decisions.kinds.isEmpty)
        var subjects: [Int?: CheckSubject] = [:]
        for (wave, standing) in due where !memory.evaluated.contains(standing.id) {
            let subject = subjects[wave] ?? CheckSubject(wave: wave, in: situation, waves)
            subjects[wave] = subject
            requests.append(
                CheckRequest(
                    id: standing.id, check: standing.check, definition: standing.definition, subject: subject))
        }
        requests += evaluateBefore(waves, in: situation)
        guard !requests.isEmpty else { return nil }
        memory.evaluated.formUnion(requests.map(\.id))
        phase = .reading
        readingTimes.beginEvaluation(at: situation.now)
        return .evaluate(requests)
    }

    /// The checks before waves of which something would be requested next. Of those that a person lets pass it is noted
    /// that they have, so that this happens once.
    private mutating func evaluateBefore(_ waves: Waves, in situation: Situation) -> [CheckRequest] {
        var requests: [CheckRequest] = []
        for (index, wave) in waves.all.enumerated() where decisions.awaitsChecks(ofWave: index) {
            let subject = CheckSubject(wave: index, in: situation, waves)
            for check in wave.policy.before {
                let id = CheckID(check.name, wave: wave.policy.name, isBefore: true)
                guard memory.before[id] == nil, !memory.evaluated.contains(id) else { continue }
                let definition = waves.definitions[id]
                if isAcknowledged(id, definition) {
                    let passed = CheckResult(.passed, message: "a person let it pass")
                    note([Evaluation(id, definition: definition, at: situation.now.wholeMilliseconds, passed)])
                } else {
                    requests.append(CheckRequest(id: id, check: check, definition: definition, subject: subject))
                }
            }
        }
        return requests
    }

    /// Whether a person lets a check before a wave pass: its last evaluation did not, and was made before that was said.
    private func isAcknowledged(_ id: CheckID, _ definition: String) -> Bool {
        guard let word = fleetState.acknowledgedChecks[id.name],
            let last = fleetState.evaluations[id]?.last(where: { $0.definition == definition })
        else { return false }
        return last.result.outcome != .passed && last.at <= word
    }

    /// Takes in what evaluations that began at a time came to. One that was asked for and has no result is made again
    /// after the next observation.
    mutating func handleEvaluations(_ results: [CheckID: CheckResult], at date: Date, now: Date) {
        readingTimes.endEvaluation(at: now)
        note(
            fleet.rollout.allChecks.compactMap { id, _ in
                results[id].map {
                    Evaluation(id, definition: decisions.checkDefinitions[id], at: date.wholeMilliseconds, $0)
                }
            })
    }

    private mutating func note(_ evaluations: [Evaluation]) {
        guard !evaluations.isEmpty else { return }
        record(.evaluated(evaluations))
        for one in evaluations {
            if one.check.isBefore { memory.before[one.check] = one }
            tell(.evaluated(one))
        }
    }
}
