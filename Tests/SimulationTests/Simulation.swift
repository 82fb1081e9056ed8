import CloudModel
import Fleet
import Forecast
import Foundation
import Planning

/// Runs of the tool against a cloud, both as values, in virtual time; looks for what must never happen.
struct Simulation {
    /// What must never have happened.
    struct Violation: Error, CustomStringConvertible {
        var seed: UInt64
        var rule: Rule
        var detail: String
        var description: String { "seed \(seed): \(rule.rawValue): \(detail)" }
    }

    /// A request whose answer was lost.
    struct LostAnswer {
        var from, declared: KernelVersion
        var at: Date
        var isActedOn: Bool
    }

    var scenario: Scenario
    var model: ModeledCloud
    var now = Scenario.start
    let system: SystemUnderTest
    /// How many seconds the tool's clock is ahead of the cloud's, which is right; and what it was set to meanwhile.
    var clock = 0.0
    var clockSet = 0.0
    /// How the clock stood in the fleet's last run, as its journal says.
    var mark = 0.0
    /// Since when rest counts of the fleet that goes first, where the run has noticed that its clock was set.
    var restsSince: Date?
    /// The fleet's pause.
    var pause: Pause?
    /// Whether the ref stands at another commit than the run carries out.
    var isRefMoved = false
    /// What a journal would have kept.
    var journal = FleetState()
    /// What the list showed, so that it can lag.
    var shown: [(time: Date, instances: [CloudInstance])] = []
    /// When the observations began that did not fail.
    var observations: [Date] = []
    /// What the tool was told by its last observation.
    var told: [CloudInstance] = []
    var toldInFlight: Set<InstanceID> = []
    /// The last reading of each offer and pre-check, as the tool was given it.
    var readings: [InstanceID: Offer] = [:]
    var prechecks: [InstanceID: PrecheckResult] = [:]
    /// Instances that the tool requested and that are not at rest yet, also where the tool does not know of them.
    var alive: Set<InstanceID> = []
    /// Instances that this run requested.
    var asked: Set<InstanceID> = []
    /// Requests whose answers were lost since a person last acknowledged them or the journal was lost, and on which the cloud did not act;
    /// and those of which it may have.
    var lostAnswers: [InstanceID: [LostAnswer]] = [:]
    /// What the tool could know of failures of its own since a person last acknowledged them: the end of each, with
    /// what was declared then.
    var failures: [InstanceID: [(seenAt: Date, task: String, from: KernelVersion, declared: KernelVersion)]] = [:]
    var requested: [String: KernelVersion] = [:]
    /// Upgrades that were requested and are to end where their fleets declare, and those that ended elsewhere.
    var reachedVersions = ReachedVersions()
    /// What the runs of the other fleet remember; nil: there is none.
    var otherFleet: OtherFleet?
    /// When the last upgrade of each instance was requested, and by which fleet.
    var intents: [InstanceID: (fleet: String, sentAt: Date)] = [:]
    /// How the runs of the other fleet ended.
    private(set) var otherResult: RunResult?
    /// Whether the run was asked to stop.
    var isStopped = false
    /// What checks really found, and what a person let pass: the fleet, the check and when.
    var evaluations: [TrueEvaluation] = []
    /// How many of the last ones no journal knows yet: where the process ends before, it never learns of them.
    var unremembered = 0
    var passed: [(fleet: String, name: String, at: Date, isStale: Bool)] = []
    /// When the last run began.
    var runBegan = Scenario.start
    /// When a person acknowledged failures, as the run knows it: one that comes meanwhile is known to the next.
    var knownAcknowledgement: Date?
    var pollInterval = Duration.seconds(60)
    var timeout: Duration
    /// Over all that the tool did.
    private(set) var digest = Digest()

    /// What the tool's clock shows.
    var toolNow: Date { now + clock }

    init(_ scenario: Scenario, system: SystemUnderTest = SystemUnderTest()) {
        self.scenario = scenario
        timeout = scenario.timeouts.troubled
        self.system = system
        model = scenario.model
    }

    /// Runs with misfortunes, then without, until nothing moves; throws the first violation.
    mutating func play() throws(Violation) -> RunResult {
        otherFleet = scenario.other.map { OtherFleet(desired: $0) }
        for _ in 0..<scenario.runs {
            _ = try run()
            try runOther()
            now += scenario.random.pick([1, 1, 30, 600, 7200, 90000])
            if happens(scenario.faults.changingDeclaration) { withAnyFleet { $0.changeDeclaration() } }
            if happens(scenario.faults.lostJournal) { forget() }
            if happens(scenario.faults.retry) { withAnyFleet { $0.retry() } }
            if happens(scenario.faults.rename) { withAnyFleet { $0.rename() } }
            if happens(scenario.faults.move) { withAnyFleet { $0.move() } }
            if happens(scenario.faults.clockSet) { setClock() }
        }
        pause = nil
        confirm()
        scenario.faults = Scenario.Faults()
        timeout = scenario.timeouts.quiet
        model.settings.failureRate = 0
        now += 2 * 86400
        // What no run could tell yet when a person acknowledged its failures is acknowledged the second time.
        for _ in 0..<2 {
            _ = try run()
            try runOther()
            // What is scheduled begins within a day, and may then wait for its confirmation.
            for _ in 0..<3 {
                confirm()
                now += 86400
                advance()
            }
            // An off-target upgrade of either may stop the other.
            try withOtherFleet { simulation throws(Violation) in simulation.retry() }
            retry()
        }
        let result = try settle()
        try withOtherFleet { simulation throws(Violation) in
            simulation.retry()
            simulation.otherResult = try simulation.settle()
        }
        return result
    }

    /// Runs until nothing moves. A wave takes a run at least, and with maxChanges or slow upgrades several. What can be
    /// done is done in months.
    private mutating func settle() throws(Violation) -> RunResult {
        var result = RunResult.waiting
        pollInterval = .seconds(150)
        let start = now
        while result != .converged, now < start + 100 * 86400 {
            now += 1
            result = try run() ?? .interrupted
            let isMoving = model.tasks.contains { $0.phase == .running || $0.phase == .pending }
            if !isMoving, reachable().isEmpty { break }
            now = max(now, nextRunAt().map { $0 - clock } ?? now + 14400)
        }
        try checkConvergence(result)
        return result
    }

    /// Without its journal the tool knows of no lost answer. In the confirmation range it must request nothing all the
    /// same.
    private mutating func forget() {
        (journal, mark) = (FleetState(), clockSet)
        forgetEvaluations()
        otherFleet?.journal = FleetState()
        otherFleet?.mark = clockSet
        intents = [:]
        reachedVersions.forget()
        lostAnswers = lostAnswers.mapValues { $0.filter(\.from.needsConsoleConfirmation) }
    }

    /// Under its new name nothing is known of the fleet, but all of its instances.
    mutating func rename() {
        let old = journal
        journal = FleetState()
        forgetEvaluations(of: scenario.desired.name)
        if system.adopts {
            journal.adopt(Set(scenario.desired.instances.map(\.id)), from: old)
            waitAnew(&journal)
        }
        mark = clockSet
    }

    /// Not further than the cloud lets a clock be off.
    mutating func setClock() { clockSet = Double(Int.random(in: -600...600, using: &scenario.random)) }

    /// In the console.
    private mutating func confirm() {
        for instance in model.instances { try? model.confirm(instance.id.description, at: now) }
    }

    /// What a person does who has looked into the failures, and into the console until nothing waits there.
    mutating func retry() {
        passChecks()
        confirm()
        advance()
        guard model.instances.allSatisfy({ !$0.version.needsConsoleConfirmation || isAtRest($0.id) }) else { return }
        let own = scenario.desired.instances.compactMap { one in model.indices[one.id].map { (index: $0, id: one.id) } }
        let indices = Set(own.map(\.index))
        journal.apply(
            .acknowledged(
                Acknowledgement(
                    at: now + clockSet,
                    versions: Dictionary(
                        uniqueKeysWithValues: own.map { ($0.id, model.states[$0.index].instance.version) }),
                    jobs: Set(
                        model.tasks.filter { $0.phase == .failed && indices.contains($0.instance) }.map(\.id)))))
        reachedVersions.acknowledge(by: scenario.desired.name)
        for one in own { (lostAnswers[one.id], failures[one.id]) = (nil, nil) }
    }

    /// `DBCONVERGE_TRACE=1` prints every effect; for one seed.
    private static let isTraced = ProcessInfo.processInfo.environment["DBCONVERGE_TRACE"] != nil

    private var lastRollout: Rollout?

    /// When the last run said that the next is due.
    mutating func nextRunAt() -> Date? {
        let plan = lastRollout.flatMap(plan)
        if let plan { digest.add(plan) }
        return plan?.nextRunAt
    }

    private func plan(of rollout: Rollout) -> FleetPlan? {
        guard let project = ProjectID(Scenario.projectID) else { return nil }
        return rollout.situation(now: toolNow).map { system.planner.plan($0, project: project) }
    }

    /// One run of the tool; nil when it was killed.
    mutating func run() throws(Violation) -> RunResult? {
        var settings = Rollout.Settings(
            pollInterval: pollInterval, settleTime: scenario.settleTime,
            deadline: now + clockSet + timeout / .seconds(1))
        (asked, isRefMoved, isStopped, knownAcknowledgement) = ([], false, false, journal.acknowledgedAt)
        system.keepsTime(&settings)
        runBegan = now
        evaluations.removeLast(unremembered)
        unremembered = 0
        let rollout = Rollout(
            fleet: system.read(scenario.desired), fleetState: journal, settings: settings, planner: system.planner)
        let setting = clockSet - mark
        clock = clockSet
        // The shell knows from the journal how the clock stood.
        let isNoticed = system.noticesClock && (abs(setting) > 2 || journal.liesAhead(of: toolNow))
        restsSince = isNoticed ? toolNow : nil
        var run = VirtualRun(rollout)
        defer { lastRollout = run.rollout }
        switch try run.play(in: &self, clockSetBy: isNoticed ? .seconds(setting) : nil, atMost: 3000) {
        case .finished(let result):
            if Self.isTraced, let plan = plan(of: run.rollout) {
                for one in plan.instances { print("   ", one.id, one.current ?? "", one.action) }
            }
            return result
        case .killed: return nil
        case .stuck: throw violation(.ends, "nothing left to do and no end")
        case .stepLimit: throw violation(.ends, "3,000 steps and no end")
        }
    }

    mutating func happens(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &scenario.random) < probability
    }

    func violation(_ rule: Rule, _ detail: String) -> Violation {
        Violation(seed: scenario.seed, rule: rule, detail: detail)
    }

    func isAtRest(_ id: InstanceID) -> Bool {
        model.indices[id].map { model.states[$0].task == nil } ?? true
    }
}

/// The shell of the tool, which does what the system under test makes of each part, unless it is killed before.
extension Simulation: VirtualWorld {
    typealias Failure = Violation

    mutating func carryOut(_ part: StepPart) throws(Violation) -> PartOutcome {
        guard let part = system.does(part) else { return .done }
        digest.add(part)
        if happens(scenario.faults.crash) {
            // The request may have left all the same.
            if case .perform(.submit(let request, let notAfter)) = part, Bool.random(using: &scenario.random) {
                _ = try perform(request, notAfter)
            }
            reachedVersions.leave(scenario.desired.name)
            return .killed
        }
        if Self.isTraced { print(now, part) }
        switch part {
        case .tell: break
        case .record(let entries): for entry in entries { remember(entry) }
        case .perform(.finish(let result)): return .finished(result)
        case .perform(let effect):
            let stops = happens(scenario.faults.interrupt)
            let known = clock
            let event = try perform(effect)
            // Kept once what it means is in the journal.
            mark = known
            guard stops else { return .event(event) }
            isStopped = true
            return system.stops ? .interrupted(then: event) : .event(event)
        }
        return .done
    }

    func examine(_ rollout: Rollout) throws(Violation) {
        guard system.comparesDecisions else { return }
        if let why = rollout.disagreement(now: toolNow) { throw violation(.keptDecisions, why) }
    }

    private mutating func remember(_ entry: JournalEntry) {
        journal.apply(entry)
        if case .evaluated = entry { unremembered = 0 }
        if case .clockSet = entry { outdateEvaluations(of: scenario.desired.name) }
        if case .intended(let id, let submission) = entry {
            intents[id] = (scenario.desired.name, submission.sentAt)
        }
    }

    private mutating func perform(_ effect: Effect) throws(Violation) -> Event {
        guard !isStopped else { throw violation(.stopped, "\(effect)") }
        switch effect {
        case .observe(let date, let jobs):
            now = max(now, date - clock) + 1
            try change()
            let setting = clockSet - clock
            clock = clockSet
            if system.noticesClock, abs(setting) > 2 {
                restsSince = toolNow
                return .clockSet(by: .seconds(setting))
            }
            return observe(jobs)
        case .readOffers(let ids):
            now += 1
            return .offersRead(read(ids), windows: model.windows(of: ids))
        case .readPrechecks(let ids, let from):
            now += 1
            return .prechecksRead(readPrechecks(ids, from))
        case .startPrechecks(let ids, let from):
            now += 1
            return .prechecksRead(model.startPrechecks(of: ids, from: from, at: now, clock: clock))
        case .evaluate(let requests):
            let began = toolNow
            return .evaluated(evaluate(requests), at: began)
        case .cancel(let jobs):
            now += 1
            return model.cancelScheduled(jobs, at: now)
        case .submit(let request, let notAfter):
            let answer = try perform(request, notAfter)
            now += 1
            return .answered(request, answer)
        case .finish: return .interrupted
        }
    }
}
