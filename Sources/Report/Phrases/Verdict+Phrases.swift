import Planning
import Reconciler
import Text

/// What is said over all fleets together.
extension Plan {
    /// The verdict; where fleets could not be read there is none. `selection` says of which files instances are in no fleet.
    func verdict(unread: Int, _ times: TimeSpelling, _ selection: Selection) -> String {
        guard unread == 0 else { return "No verdict: \(unread.of("fleet")) could not be read." }
        let read = selection.whatWasRead.map { " (\($0))" } ?? ""
        let others = unmanaged.isEmpty ? "" : " \(unmanaged.count.of("instance")) in no fleet\(read)."
        return Verdict(fleets).sentence(times) + others
    }
}

extension Verdict {
    /// How many are declared, now, later and when.
    func sentence(_ times: TimeSpelling) -> String {
        let verb = failedChecks == 1 ? "has" : "have"
        let failed = failedChecks > 0 ? " \(failedChecks.of("check")) \(verb) failed." : ""
        if inSync == declared, toCancel == 0 {
            return "Nothing to do: every instance runs its declared version.\(failed)"
        }
        if inSync + suspended == declared, toCancel == 0 {
            return "Nothing to do: \(inSyncText), \(declared.of("instance")) in all.\(failed)"
        }
        var parts = ["\(now) to upgrade now"]
        if toCancel > 0 { parts.append("\(toCancel.of("scheduled upgrade")) to cancel") }
        if upgrading > 0 { parts.append("\(upgrading) upgrading") }
        if later > 0 { parts.append("\(later) later" + (nextRunAt.map { ", the first from \(times.text($0))" } ?? "")) }
        let ahead = attentionReasons[Reason.Code.ahead.rawValue] ?? 0
        if attention > ahead { parts.append("\(attention - ahead) held until a person acts") }
        if ahead > 0 { parts.append("\(ahead) ahead") }
        if suspended > 0 { parts.append("\(suspended) suspended") }
        return "Plan: \(parts.joined(separator: ", ")); \(inSync) in sync."
    }

    /// The reasons for which instances wait or need a person, counted; nil where there are none.
    var reasons: String? {
        let groups = [("waiting", waitingReasons), ("attention", attentionReasons)].filter { !$0.1.isEmpty }
        guard !groups.isEmpty else { return nil }
        return groups.map { name, reasons in
            let counted = reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            return "\(name): \(counted.joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}
