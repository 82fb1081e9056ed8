internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// The cloud's own pre-check has the last word where the rollout wants it (`API.md` §1, Pre-check). A plan does not
    /// ask it, because asking makes a job.
    static let precheck = Guard("precheck") { subject, situation in
        let wanted = situation.fleet.rollout.precheck
        guard wanted != .off, situation.purpose == .run else { return nil }
        switch situation.memory.prechecks[subject.desired.id] {
        case nil, .missing: return .wait(Reason(.precheckNotRead, "its pre-check has not been read yet"))
        case .spent:
            return .wait(Reason(.precheckNotRead, "its pre-check was made before its last upgrade"))
        case .started: return .wait(Reason(.prechecking, "its pre-check runs"))
        case .absent:
            guard wanted == .required else { return nil }
            return .hold(
                Reason(
                    .precheckAbsent,
                    "the region has no pre-check, and its rollout requires one; 'precheck: preferred' does without"))
        case .unreadable(let message):
            return .hold(Reason(.precheckUnreadable, "its pre-check could not be asked: \(message)"))
        case .result(let result):
            // A negative age is a difference between clocks, and no proof of anything but that it is new.
            guard situation.now.since(result.updatedAt) < PrecheckState.maximumAge else {
                return .wait(Reason(.precheckNotRead, "its pre-check was made too long ago"))
            }
            guard !result.passed else { return nil }
            return .hold(Reason(.precheckFailed, "its pre-check failed: \(result.faults)"))
        }
    }
}

extension PrecheckResult.Item {
    /// What it is, on what, and what that means, as far as the cloud says so.
    fileprivate var text: String {
        let what = [name, object].filter { !$0.isEmpty }.joined(separator: " of ")
        return description.isEmpty ? what : what.isEmpty ? description : "\(what) (\(description))"
    }
}

extension PrecheckResult {
    /// What did not pass, each item with what it is about.
    var faults: String {
        let failed = items.filter { !$0.passed }
        guard !failed.isEmpty else { return "no item of it is named" }
        return failed.map(\.text).joined(separator: "; ")
    }
}
