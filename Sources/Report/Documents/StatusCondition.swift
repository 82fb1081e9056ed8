import FoundationEssentials
import Journal
import Planning
import Reconciler
import Text

/// One of a fleet's conditions, as Kubernetes has them: `Ready` where every instance that counts runs its declared
/// version and no check has failed, `Reconciling` while it goes on by itself, `Stalled` where something goes on only when a person has acted.
struct StatusCondition: Hashable, Encodable {
    enum Kind: String, Hashable, Encodable, CaseIterable {
        case ready = "Ready"
        case reconciling = "Reconciling"
        case stalled = "Stalled"
    }

    /// Whether it holds.
    enum Status: String, Hashable, Encodable {
        case yes = "True"
        case no = "False"
        case unknown = "Unknown"
    }

    var type: Kind
    var status: Status
    /// Why, in one word for programs.
    var reason: String
    /// Why, in words for people; times in UTC.
    var message: String
    /// Since when it has had this status, as far as the journal knows.
    var lastTransitionTime: Date?

    /// Those of a fleet that could not be read.
    static func unread(_ message: String) -> [StatusCondition] {
        Kind.allCases.map { StatusCondition(type: $0, status: .unknown, reason: "NotRead", message: message) }
    }
}

extension FleetStatus {
    /// The conditions, always the same three in this order.
    var conditions: [StatusCondition] {
        let verdict = Verdict([plan])
        let isReady = standing == .inSync
        return [
            condition(.ready, isReady, isReady ? "InSync" : whyNotReady(verdict), wholeText),
            isReconciling(verdict)
                ? condition(.reconciling, true, whyReconciling(verdict), countsText)
                : condition(.reconciling, false, isReady ? "InSync" : "NeedsAttention", countsText),
            verdict.needsPerson
                ? condition(.stalled, true, whyStalled(verdict), stalledMessage(verdict))
                : condition(.stalled, false, isReady ? "InSync" : "GoesOnByItself", countsText),
        ]
    }

    private func isReconciling(_ verdict: Verdict) -> Bool {
        guard standing != .inSync else { return false }
        return verdict.willAct || runs.lease.isHeld
    }

    private func whyNotReady(_ verdict: Verdict) -> String {
        if plan.paused != nil { return "Paused" }
        return verdict.needsPerson ? "NeedsAttention" : whyReconciling(verdict)
    }

    private func whyReconciling(_ verdict: Verdict) -> String {
        if runs.lease.isHeld { return "RunInProgress" }
        if verdict.upgrading > 0 { return "Upgrading" }
        if verdict.now + verdict.toCancel > 0 { return "NextRunActs" }
        return plan.paused == nil ? "Waiting" : "Paused"
    }

    /// The reason's own code where there is but one.
    private func whyStalled(_ verdict: Verdict) -> String {
        if verdict.attention == 0 { return "CheckFailed" }
        guard verdict.attentionReasons.count == 1, let code = verdict.attentionReasons.keys.first else {
            return "NeedsAttention"
        }
        return code.prefix(1).uppercased() + code.dropFirst()
    }

    private func stalledMessage(_ verdict: Verdict) -> String {
        if verdict.attention == 0 { return plan.failedChecks.sentence }
        if verdict.attentionReasons.count == 1, let pause = plan.paused { return pause.sentence.text }
        let reasons = verdict.attentionReasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return "\(verdict.attention.of("instance")) held until a person acts: \(reasons.joined(separator: ", "))"
    }

    private func condition(
        _ kind: StatusCondition.Kind, _ holds: Bool, _ reason: String, _ message: String
    ) -> StatusCondition {
        StatusCondition(
            type: kind, status: holds ? .yes : .no, reason: reason, message: message,
            lastTransitionTime: beginning(of: kind, holds))
    }

    /// Since when a condition has held, or not: since the first of the latest runs that all said so. Nil where the latest
    /// said otherwise: what has changed since, no run has seen.
    private func beginning(of kind: StatusCondition.Kind, _ holds: Bool) -> Date? {
        if kind == .stalled, holds, let pause = plan.paused, pause.until == nil { return pause.at }
        if let date = runs.beginning(of: kind, holds) { return date }
        guard kind == .reconciling, holds else { return nil }
        if runs.lease.isHeld, let latest = runs.latest, latest.completion == nil { return latest.start.startedAt }
        return requestedAt.values.min()
    }
}

extension RunOverview {
    /// When the first of the latest runs ended that all say the same of a condition; nil where they do not say so, or
    /// where the first is not among those that were read.
    fileprivate func beginning(of kind: StatusCondition.Kind, _ holds: Bool) -> Date? {
        var beginning: Date?
        for ending in endings {
            guard let said = ending.says(of: kind) else { continue }
            guard said == holds else { return beginning }
            beginning = ending.endedAt
        }
        return hasAllEndings ? beginning : nil
    }
}

extension RunCompletion {
    /// Whether a condition held when the run ended; nil: its result does not say.
    fileprivate func says(of kind: StatusCondition.Kind) -> Bool? {
        let hasConverged = result == RunResult.converged.name
        let needsPerson = result == RunResult.attention.name
        let goesOn = [RunResult.waiting, .maxChanges, .timedOut].map(\.name).contains(result)
        switch kind {
        case .ready: return hasConverged ? true : needsPerson || goesOn ? false : nil
        case .reconciling: return hasConverged ? false : goesOn ? true : nil
        case .stalled: return needsPerson ? true : hasConverged || goesOn ? false : nil
        }
    }
}
