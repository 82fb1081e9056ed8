import Fleet
import Planning
import Text

/// What is shown of an instance that is declared differently, in every format that people read.
extension ChangedInstance {
    /// What is declared before and after: `2.0.72.260100 → 2.0.75.260400`; one version where only other things differ.
    var declared: String {
        switch (change.before, change.after) {
        case (let before?, let after?):
            before.version == after.version ? "\(after.version)" : "\(before.version) → \(after.version)"
        case (nil, let after?): "new: \(after.version)"
        case (let before?, nil): "\(before.version) → undeclared"
        case (nil, nil): "-"
        }
    }

    /// What differs besides the version, in phrases.
    var notes: [String] {
        guard let after = change.after else { return [] }
        guard let before = change.before else { return after.via.isEmpty ? [] : ["via \(after.via.spelled)"] }
        var notes: [String] = []
        if before.fleet != after.fleet { notes.append("from the fleet '\(before.fleet)'") }
        if before.via != after.via { notes.append("via: \(before.via.spelled) → \(after.via.spelled)") }
        if before.wave != after.wave, before.fleet == after.fleet {
            notes.append("wave: \(before.wave ?? "none") → \(after.wave ?? "none")")
        }
        if before.name != after.name { notes.append("name: \(before.name ?? "none") → \(after.name ?? "none")") }
        if before.suspended != after.suspended {
            notes.append(after.suspended ? "suspended now" : "suspended no longer")
        }
        return notes
    }

    /// What differs besides the version, what it runs, and what a run would do with it and why.
    func why(_ times: TimeSpelling, batches: [Int]) -> String {
        let work = [current.map { "runs \($0)" }, verdict(times, batches: batches)].compactMap(\.self)
        return (notes + [work.joined(separator: ": ")]).joined(separator: "; ")
    }

    /// What a run would do with it, and why.
    func verdict(_ times: TimeSpelling, batches: [Int]? = nil) -> String {
        guard let planned else { return fate }
        return times.text(batches.map(planned.explanation(batches:)) ?? planned.explanation)
    }

    /// What becomes of it without a line in the plan.
    var fate: String {
        if change.after != nil { return "what a run would do is not known, since its fleet is not in this plan" }
        if let cancellation { return cancellation.message }
        return isOfRemovedFleet
            ? "it becomes unmanaged, and no run observes it"
            : "it becomes unmanaged, and nothing is done with it"
    }

    /// A sign for what is done with it; the words beside it say the same.
    var symbol: String { planned?.symbol ?? (cancellation != nil ? "x" : change.after == nil ? "=" : "?") }

    /// The colour of what is done with it.
    var color: Style.Color? { planned.map(\.color) ?? (cancellation != nil ? .red : nil) }

    /// What is done with it, as plans spell it; `-` where that is nothing or not known.
    var actionWord: String { planned?.action.kind.rawValue ?? (cancellation != nil ? "cancel" : "-") }
}

extension [KernelVersion] {
    fileprivate var spelled: String { isEmpty ? "none" : map(\.description).joined(separator: ", ") }
}

extension SettingChange {
    /// `maxChanges: 100% → 10%`.
    var text: String { "\(setting): \(before ?? "none") → \(after ?? "none")" }
}

extension ChangedFleet {
    /// What has become of it as a whole; nil where it is declared before and after.
    var fate: String? {
        switch change.kind {
        case .kept: nil
        case .added: "new"
        case .removed:
            "declared no longer: no run observes it, and an upgrade that is scheduled still runs; to cancel those, suspend the fleet first and run once"
        }
    }

    /// The fleets, those of which the same settings differ and nothing else as one.
    static func folded(_ fleets: [ChangedFleet]) -> [(names: [String], fleet: ChangedFleet)] {
        var folded: [(names: [String], fleet: ChangedFleet)] = []
        var indices: [[SettingChange]: Int] = [:]
        for fleet in fleets {
            guard fleet.instances.isEmpty, fleet.change.kind == .kept else {
                folded.append(([fleet.change.fleet], fleet))
                continue
            }
            if let index = indices[fleet.change.settings] {
                folded[index].names.append(fleet.change.fleet)
            } else {
                indices[fleet.change.settings] = folded.count
                folded.append(([fleet.change.fleet], fleet))
            }
        }
        return folded
    }
}
