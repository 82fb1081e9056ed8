internal import FoundationEssentials
public import Fleet

/// Where a check of instances that are at rest stands: counted from its evaluations since they came to rest.
public struct CheckStanding: Hashable, Sendable {
    /// Which check it is.
    public let id: CheckID
    /// What is declared of it.
    public let check: Check
    /// What it asks, and at which versions.
    let definition: String
    /// How many evaluations passed since it has been at rest.
    public private(set) var passes = 0
    /// How many failed, at rest or before, since a person last acknowledged it.
    public private(set) var failures = 0
    /// The last one since it has been at rest, else the last that failed; nil: none was made.
    public private(set) var last: Evaluation?
    /// Since when what it is about has been at rest.
    let since: Date
    /// When the first evaluation was made, and how many there were.
    private var firstAt: Date?
    private var count = 0
    /// Whether a person lets what is at rest now pass without it.
    public let isAcknowledged: Bool

    /// Of what has been at rest since then. What was found at other versions, or by asking something else, does not count;
    /// a spell of unrest takes passes away, and no failures.
    init(_ id: CheckID, _ check: Check, definition: String, since: Date, in state: FleetState) {
        (self.id, self.check, self.definition, self.since) = (id, check, definition, since)
        // What is stored has whole milliseconds.
        let begin = since.addingTimeInterval(-0.001)
        let word = state.acknowledgedChecks[id.name]
        let all = (state.evaluations[id] ?? []).filter { $0.definition == definition }
        // A person lets pass what was found out, and nothing that is declared later.
        isAcknowledged = word.map { word in word >= begin && all.contains { $0.at <= word } } ?? false
        var (lastPass, lastFailure) = (Date.distantPast, Date.distantPast)
        for one in all {
            if one.at >= begin {
                (last, count) = (one, count + 1)
                firstAt = firstAt ?? one.at
            }
            // Several runs at once find out no more than one.
            switch one.result.outcome {
            case .passed where one.at >= begin && one.at.since(lastPass) * 2 >= check.interval:
                passes += 1
                lastPass = one.at
            case .failed where word.map({ one.at > $0 }) ?? true && one.at.since(lastFailure) * 2 >= check.interval:
                failures += 1
                lastFailure = one.at
                if one.at < begin { last = one }
            case .passed, .failed, .inconclusive: break
            }
        }
    }

    /// What lay between two evaluations on average, where that is too long for `required` to be reached in the soak; nil:
    /// it is not, or too few were made to tell. Only runs evaluate, and they may be rare.
    func slowPace(soakEnd: Date) -> Duration? {
        guard let firstAt, let last, count > 1 else { return nil }
        let pace = last.at.since(firstAt) / Double(count - 1)
        let soak = soakEnd.since(since)
        return pace > check.interval * 2 && pace * Double(check.required - 1) > soak ? pace : nil
    }

    /// Whether it decides anything.
    var isEnforced: Bool { check.mode == .enforce }

    /// Whether it has failed and that counts, until a person acts or another version is declared.
    var hasFailed: Bool { isEnforced && !isAcknowledged && isBeyondLimit }

    private var isBeyondLimit: Bool { failures > check.failureLimit }

    /// Where it stands. `soakEnd`: when the soak ends, after which it must have been evaluated once more.
    func state(soakEnd: Date) -> PlannedCheck.State {
        if isAcknowledged { return .acknowledged }
        if isBeyondLimit { return .failed }
        switch last?.result.outcome {
        case .passed?: return passes >= check.required && isAfter(soakEnd) ? .passed : .pending
        case .inconclusive?: return .inconclusive
        case .failed?, nil: return .pending
        }
    }

    /// Whether it is to be evaluated now. `seenAt`: when what is at rest was last observed. `isOutstanding`: whether
    /// something still waits for it, or would.
    func isDue(at now: Date, seenAt: Date, soakEnd: Date, isOutstanding: Bool) -> Bool {
        switch state(soakEnd: soakEnd) {
        case .acknowledged: return false
        case .failed where isEnforced: return false
        case .passed, .failed: if !isOutstanding { return false }
        case .pending, .inconclusive, .notReached: break
        }
        guard let last else { return true }
        return now.since(last.at) >= check.interval || (seenAt >= soakEnd && !isAfter(soakEnd))
    }

    private func isAfter(_ soakEnd: Date) -> Bool { last.map { $0.at.addingTimeInterval(0.001) >= soakEnd } ?? false }

    /// When it could have passed, where it is pending and everything goes well from now on.
    private func couldPass(soakEnd: Date) -> Date? {
        guard let last else { return nil }
        let missing = max(1, check.required - passes)
        return max(soakEnd, last.at + check.interval * missing)
    }

    /// What it keeps from going on once the soak is over, or before: what has failed; nil: nothing. `whose`: what it
    /// belongs to, such as `of the wave 'canary'`; `retry`: the command that lets it pass.
    func barrier(_ whose: String, soakEnd: Date, isSoakOver: Bool, retry: String) -> Action? {
        guard isEnforced else { return nil }
        let name = "the check '\(id.name)' \(whose)"
        switch state(soakEnd: soakEnd) {
        case .acknowledged, .passed, .notReached: return nil
        case .failed:
            let count = "\(failures) failed, and failureLimit allows \(check.failureLimit)"
            return .hold(
                Reason(
                    .checkFailed,
                    "\(name) has failed (\(count))\(detail); declare another version, or let it pass with `\(retry)`"
                ))
        case .inconclusive:
            return isSoakOver
                ? .hold(
                    Reason(
                        .checkInconclusive,
                        "\(name) is inconclusive\(detail); later runs ask again, and `\(retry)` lets it pass"))
                : nil
        case .pending:
            guard isSoakOver else { return nil }
            return .wait(
                Reason(.checkPending, "\(name) has not passed yet: \(missing)", until: couldPass(soakEnd: soakEnd)))
        }
    }

    /// What it lacks, while it is pending.
    private var missing: String {
        if last?.result.outcome == .failed { return "the last evaluation failed\(detail)" }
        if passes >= check.required { return "it is evaluated once more when the soak is over" }
        return "\(passes) of \(check.required) evaluations have passed"
    }

    /// What the last evaluation said.
    private var detail: String {
        last.flatMap { $0.result.message ?? $0.result.value.map { "the value was \($0)" } }.map { ": \($0)" } ?? ""
    }
}
