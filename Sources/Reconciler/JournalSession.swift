import Fleet
import FoundationEssentials
import Journal
public import Planning

/// One fleet's part of the journal during one run.
struct JournalSession: Sendable {
    let journal: any JournalStore
    let lease: any FleetLease
    /// How the machine's clock stood in the run before it.
    let earlierMark: ClockMark?

    var fleet: FleetKey { lease.fleet }

    /// Continues the run that has begun with a lease.
    init(_ journal: any JournalStore, _ lease: any FleetLease) async throws(JournalError) {
        (self.journal, self.lease) = (journal, lease)
        earlierMark = try await journal.clockMark(of: lease.fleet)
    }

    /// What the rollout has to know of the clock: it was set since the last run, or stands before what the journal
    /// holds.
    func clockEvent(_ clock: ClockReading, _ fleetState: FleetState) -> Event? {
        let setting = clock.setting(since: earlierMark)
        return setting != nil || fleetState.liesAhead(of: clock.now) ? .clockSet(by: setting) : nil
    }

    /// Remembers how the clock stands, for the next run.
    func remember(_ mark: ClockMark) async throws(JournalError) { try await journal.remember(mark, of: lease.run) }

    func fleetState() async throws(JournalError) -> FleetState { try await journal.fleetState(of: fleet) }

    func append(_ entries: [JournalEntry]) async throws(JournalError) {
        try await journal.append(entries, to: fleet, run: lease.run)
    }

    /// Throws where the journal cannot be relied on any more.
    func confirm() async throws(JournalError) { try await journal.confirm(lease.run, of: fleet) }

    /// The fleet's pause, as the journal has it now.
    func pause(at now: Date) async throws(JournalError) -> Pause? {
        try await journal.pause(ofFleetNamed: fleet.name, at: now)
    }

    /// Remembers how the run ended. A journal that fails now has failed before, or will be complained of by the next
    /// run.
    func complete(_ report: FleetReport, now: Date) async {
        var message: String?
        switch report.result {
        case .failed(let words): message = words
        case .converged: message = report.plan.map { Verdict([$0]) }.flatMap { $0.suspended > 0 ? $0.inSyncText : nil }
        default: break
        }
        try? await journal.complete(
            lease.run,
            RunCompletion(
                result: report.result.name, message: message, requests: report.requests, completed: report.completed,
                endedAt: now))
    }
}

extension RunStart {
    /// A run of this process and its operator.
    init(
        of fleet: FleetKey, revision: String, author: String?, signatures: RevisionSignatures, planDigest: String?,
        now: Date
    ) {
        let command = planDigest == nil ? "dbconverge reconcile" : "dbconverge apply"
        let holder = Holder.current(command: command, now: now)
        let by = Operator.current(environment: ProcessInfo.processInfo.environment)
        self.init(
            fleet: fleet, revision: revision, host: holder.host, pid: holder.pid, startedAt: now, user: by.user,
            job: by.job, author: author, signatures: signatures, planDigest: planDigest)
    }
}

extension JournalStore {
    /// The declared versions at which an upgrade of some other fleet ended off-target, in words.
    /// What was acknowledged for this fleet since does not stop it.
    func offTargetStops(
        for fleet: DesiredFleet, _ key: FleetKey, acknowledgedAt: Date?
    ) async throws(JournalError) -> [KernelVersion: String] {
        let offTarget = try await offTargetUpgrades(declaring: Set(fleet.instances.map(\.version)), besides: key)
            .filter { one in acknowledgedAt.map { one.upgrade.at > $0 } ?? true }
        return Dictionary(
            offTarget.map { one in
                let words =
                    "\(one.instance) of the fleet '\(one.fleet.name)' ended off-target on \(one.upgrade.reached)"
                return (one.upgrade.declared, words)
            },
            uniquingKeysWith: { first, _ in first })
    }
}

extension RunResult {
    /// The stable word for it in JSON and in the journal.
    public var name: String {
        switch self {
        case .converged: "converged"
        case .waiting: "waiting"
        case .attention: "attention"
        case .maxChanges: "maxChanges"
        case .revisionMoved: "revisionMoved"
        case .timedOut: "timedOut"
        case .interrupted: "interrupted"
        case .locked: "locked"
        case .failed: "failed"
        }
    }
}
