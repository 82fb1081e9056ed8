internal import Fleet
internal import FoundationEssentials
internal import Text

/// One thing in which a saved plan and the present differ.
public struct PlanDifference: Hashable, Sendable {
    /// What it is about: the plan, a fleet or an instance, safe to show.
    public var subject: String
    /// What differs, with what was and what is, safe to show.
    public var words: String

    /// A difference, in words that are not safe to show yet.
    public init(subject: String, words: String) { (self.subject, self.words) = (subject.printable, words.printable) }
}

extension SavedPlan {
    /// All in which `now`, the plan that would be made now, differs from this one: every input, and every upgrade,
    /// cancellation and pre-check. That time has passed is no difference by itself.
    ///
    /// What the plan's own runs have changed is none either: instances whose upgrade they requested may run another
    /// version, and once a run has begun, the rest of what it would do follows from its work. The guard of the run
    /// permits what is listed and no more.
    public func differences(from now: SavedPlan, progress: PlanProgress = PlanProgress()) -> [PlanDifference] {
        var found = Differences(progress: progress)
        found.compare("the plan", "the program's version", toolVersion, now.toolVersion)
        found.compare("the plan", "the commit", source.revision, now.source.revision)
        found.compare("the plan", "the commit", source.commit, now.source.commit)
        found.compare("the plan", "the ref", source.ref, now.source.ref)
        found.compare("the plan", "the paths", source.paths, now.source.paths)
        found.compare("the plan", "the selector", source.selector, now.source.selector)
        found.compare(
            "the plan", "the chosen fleets", source.chosenFleets.joined(separator: ", "),
            now.source.chosenFleets.joined(separator: ", "))
        found.compare(settings, now.settings)
        found.match(fleets, now.fleets, by: \.fleet, subject: { "the fleet '\($0.fleet.printable)'" }) {
            $0.compare($1, $2)
        }
        return found.all
    }
}

/// What was found so far.
private struct Differences {
    let progress: PlanProgress
    var all: [PlanDifference] = []

    mutating func add(_ subject: String, _ words: String) {
        let one = PlanDifference(subject: subject, words: words)
        // The commit is compared by its name and by its id.
        if all.last != one { all.append(one) }
    }

    mutating func compare(_ subject: String, _ what: String, _ old: String?, _ new: String?) {
        guard old != new else { return }
        func spelled(_ text: String?) -> String { text.map { $0.isEmpty ? "empty" : $0 } ?? "none" }
        add(subject, "\(what): \(spelled(old)), now \(spelled(new))")
    }

    /// Lists of facts: what has come and what has gone.
    mutating func compare(_ subject: String, _ what: String, _ old: [String], _ new: [String]) {
        guard old != new else { return }
        let (before, after) = (Set(old), Set(new))
        let (gone, come) = (old.filter { !after.contains($0) }, new.filter { !before.contains($0) })
        for one in gone { add(subject, "\(what): no longer: \(one)") }
        for one in come { add(subject, "\(what): new: \(one)") }
        if gone.isEmpty, come.isEmpty { add(subject, "\(what): in another order or number") }
    }

    mutating func compare(_ old: SavedPlan.Settings, _ new: SavedPlan.Settings) {
        func words(_ milliseconds: Int64) -> String { "\(milliseconds) ms" }
        compare("the plan", "--poll-interval", words(old.pollMilliseconds), words(new.pollMilliseconds))
        compare("the plan", "--settle-time", words(old.settleMilliseconds), words(new.settleMilliseconds))
        compare(
            "the plan", "--allow-changes", old.allowedChanges.map { "\($0)" }, new.allowedChanges.map { "\($0)" })
    }

    mutating func compare(_ old: SavedFleet, _ new: SavedFleet) {
        let subject = "the fleet '\(old.fleet.printable)'"
        compare(subject, "its region", old.region, new.region)
        compare(subject, "its project", old.project.description, new.project.description)
        compare(subject, "its endpoint", old.endpoint, new.endpoint)
        compare(subject, "its declaration", old.declaration, new.declaration)
        // A run of the plan itself makes the fleet known.
        if !progress.hasRun || old.isKnown {
            compare(subject, "known to the journal", old.isKnown ? "yes" : "no", new.isKnown ? "yes" : "no")
        }
        compare(subject, "its pause", old.paused, new.paused)
        compare(subject, "what is remembered", old.remembered, new.remembered)
        let canceled = progress.hasRun ? Set(old.cancellations.map(\.instance)) : []
        let known = Dictionary(
            (old.instances + new.instances).map { ($0.id, $0.subject) }, uniquingKeysWith: { first, _ in first })
        match(old.instances, new.instances, by: \.id, subject: \.subject) { found, before, after in
            found.compare(before, after, isOwn: canceled.contains(before.id))
        }
        guard !progress.hasRun else { return }
        func name(_ id: InstanceID) -> String { known[id] ?? id.description }
        listed(old.upgrades, new.upgrades, "upgrade", { name($0.instance) }) {
            "upgrade from \($0.from) to \($0.target)"
        }
        listed(old.cancellations, new.cancellations, "cancellation", { name($0.instance) }) {
            "cancellation of the job \($0.job)"
        }
        listed(old.prechecks, new.prechecks, "pre-check", name) { _ in "pre-check" }
    }

    /// `isOwn`: what has changed about it since is the plan's own work, declarations aside.
    private mutating func compare(_ old: SavedInstance, _ new: SavedInstance, isOwn: Bool) {
        guard old != new else { return }
        let subject = old.subject
        compare(subject, "its declared version", old.declared.description, new.declared.description)
        compare(subject, "its via", old.via.map(\.description), new.via.map(\.description))
        compare(subject, "its declared name", old.declaredName, new.declaredName)
        compare(subject, "its wave", old.wave, new.wave)
        compare(subject, "suspended", old.suspended ? "yes" : "no", new.suspended ? "yes" : "no")
        if isOwn || progress.requested.contains(old.id) { return }
        compare(subject, "its name", old.name, new.name)
        compare(subject, "its version", old.current, new.current)
        compare(subject, "its status", old.status, new.status)
        compare(subject, "its upgrade in flight", old.inFlight, new.inFlight)
        compare(subject, "what is remembered", old.remembered, new.remembered)
        // Once a run has begun, what it did decides whose offers are still asked.
        if !progress.hasRun || old.offered != nil && new.offered != nil {
            compare(subject, "its offer", old.offered?.description, new.offered?.description)
        }
        if !progress.hasRun || old.maintenanceWindow != nil && new.maintenanceWindow != nil {
            compare(subject, "its maintenance window", old.maintenanceWindow, new.maintenanceWindow)
        }
    }

    private mutating func listed<Item: Hashable>(
        _ old: [Item], _ new: [Item], _ what: String, _ subject: (Item) -> String, _ words: (Item) -> String
    ) {
        guard old != new else { return }
        let (before, after) = (Set(old), Set(new))
        var isSame = true
        for one in old where !after.contains(one) {
            add(subject(one), "its \(words(one)) would not be done now")
            isSame = false
        }
        for one in new where !before.contains(one) {
            add(subject(one), "its \(words(one)) is not in the plan")
            isSame = false
        }
        if isSame { add("the plan", "each \(what) is not listed once and in order") }
    }

    /// Pairs what has the same key, in the order of `old`, and says of the rest that it has come or gone.
    mutating func match<Item, Key: Hashable>(
        _ old: [Item], _ new: [Item], by key: (Item) -> Key, subject: (Item) -> String,
        _ compare: (inout Differences, Item, Item) -> Void
    ) {
        var rest = Dictionary(new.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
        for one in old {
            if let other = rest.removeValue(forKey: key(one)) {
                compare(&self, one, other)
            } else {
                add(subject(one), "is not there any more")
            }
        }
        for one in new where rest[key(one)] != nil { add(subject(one), "is not in the plan") }
    }
}

extension SavedInstance {
    /// Its name, with its id where two can have the same; safe to show.
    fileprivate var subject: String {
        guard let name = name ?? declaredName else { return id.description }
        return "\(name.printable) (\(id))"
    }
}
