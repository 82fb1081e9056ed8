import Fleet
import Planning
import Text

/// What is said over all that a change declares differently.
extension PlanChanges {
    /// What differs, in a sentence.
    var summary: String {
        if let problem { return "What changes since \(base.text) cannot be told: \(problem)." }
        let parts = [instanceSummary, settingSummary].compactMap(\.self) + fleetSummary
        if parts.isEmpty { return "Nothing that is declared differs from \(base.text)." }
        return "Since \(base.text): \(parts.joined(separator: ", "))."
    }

    /// What of a run comes from the change, and what does not, in sentences; empty where nothing was compared. `unread`: how
    /// many fleets could not be read.
    func workSummary(unread: Int) -> String {
        guard problem == nil else { return "" }
        var own: [String] = []
        if caused.upgrades == 0 { own.append("No upgrade comes from this change") }
        own += caused.phrases(
            upgrades: (one: "upgrade comes from this change", many: "upgrades come from this change"),
            changed: "changed ")
        let others = pending.phrases(
            upgrades: (
                one: "upgrade is pending already at \(base.label)",
                many: "upgrades are pending already at \(base.label)"
            ), changed: "other ", "other ")
        let unread = unread > 0 ? ["What could not be read is not counted"] : []
        return ([own.joined(separator: "; "), others.joined(separator: "; ")].filter { !$0.isEmpty } + unread)
            .map { $0 + "." }.joined(separator: " ")
    }

    private var instanceSummary: String? {
        var (version, new, gone, moved, other) = (0, 0, 0, 0, 0)
        for one in fleets.lazy.flatMap(\.change.instances) {
            switch (one.before, one.after) {
            case (nil, _): new += 1
            case (_, nil): gone += 1
            case (let before?, let after?) where before.fleet != after.fleet: moved += 1
            case (let before?, let after?) where before.version != after.version: version += 1
            default: other += 1
            }
        }
        let counts = [
            (version, "at another version"), (new, "new"), (gone, "declared no longer"), (moved, "in another fleet"),
            (other, "otherwise"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let all = version + new + gone + moved + other
        guard all > 0 else { return nil }
        return "\(all.of("instance")) \(all == 1 ? "differs" : "differ") (\(counts.joined(separator: ", ")))"
    }

    private var settingSummary: String? {
        let changed = fleets.filter { !$0.change.settings.isEmpty }
        guard !changed.isEmpty else { return nil }
        let count = changed.reduce(0) { $0 + $1.change.settings.count }
        return "\(count.of("setting")) of \(changed.count.of("fleet"))"
    }

    private var fleetSummary: [String] {
        let (added, removed) = (fleets.count { $0.change.kind == .added }, fleets.count { $0.change.kind == .removed })
        return [(added, "new"), (removed, "declared no longer")].filter { $0.0 > 0 }
            .map { "\($0.0.of("fleet")) \($0.1)" }
    }
}

extension WorkTally {
    fileprivate var upgrades: Int { now + upgrading + later }

    /// `12 upgrades come from this change (10 now, 2 later)`, and what else there is. The last two stand before the nouns
    /// for instances and for scheduled upgrades.
    fileprivate func phrases(
        upgrades words: (one: String, many: String), changed: String, _ canceled: String = ""
    ) -> [String] {
        let whens = [(now, "now"), (upgrading, "under way"), (later, "later")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        var phrases: [String] = []
        if upgrades > 0 { phrases.append("\(upgrades) \(upgrades == 1 ? words.one : words.many) (\(whens))") }
        if held > 0 {
            phrases.append("\(held.of(changed + "instance")) \(held == 1 ? "is" : "are") held until a person acts")
        }
        if toCancel > 0 {
            phrases.append("\(toCancel.of(canceled + "scheduled upgrade")) \(toCancel == 1 ? "is" : "are") canceled")
        }
        return phrases
    }
}
