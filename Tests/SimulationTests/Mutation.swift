import Fleet
import Forecast
import Foundation
import Testing

@testable import Planning

/// Something that is broken on purpose, and the rule that must notice.
struct Mutation: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rule: Rule
    var system = SystemUnderTest()
    /// What scenarios need without which no seed of a few thousand would show it.
    var needs: @Sendable (inout Scenario) -> Void = { _ in }

    /// Not among them is what does no harm alone, because another rule stands behind it: the loss of the guards 'in
    /// sync', 'presence', 'downgrade', 'known offer' or 'freshness'.
    static let all = guards + manifests + times + shells

    /// A guard that is left out or bent.
    private static let guards = [
        Mutation(without: "in flight", .nothingTwice),
        Mutation(without: "suspension", .suspended),
        Mutation(without: "failures", .failureBudget),
        Mutation(without: "wave", .waveOrder),
        Mutation(without: "grace period", .nothingTwice),
        Mutation(without: "schedule", .windows),
        Mutation(without: "maintenance", .scheduledIntoFreeze),
        Mutation(without: "health", .healthy),
        Mutation(without: "upstream", .fleetOrder) { $0.putInOrder() },
        Mutation("a fleet that was not read lets the next one begin", .fleetOrder, replacing: "upstream") {
            subject, situation in
            let action = original("upstream")?.decide(subject, situation)
            return action?.reason?.code == .upstreamUnreadable ? nil : action
        } needs: {
            $0.putInOrder()
            $0.faults.failingUpstream = 0.5
        },
        Mutation("a lower version declared upstream is enough", .fleetOrder, replacing: "upstream") {
            subject, situation in
            let action = original("upstream")?.decide(subject, situation)
            return action?.reason?.message.contains("which is below") == true ? nil : action
        } needs: {
            $0.putInOrder()
            $0.faults.changingDeclaration = 0.5
        },
        Mutation(without: "before", .beforeChecks) { $0.addChecks() },
        Mutation("checks of a fleet that goes first let it pass", .fleetChecks, replacing: "upstream") {
            subject, situation in
            let action = original("upstream")?.decide(subject, situation)
            let codes: [Reason.Code] = [.checkFailed, .checkPending, .checkInconclusive]
            return action?.reason.map { codes.contains($0.code) } == true ? nil : action
        } needs: {
            $0.putInOrder()
            $0.addChecks()
        },
        Mutation(without: "precheck", .precheck),
        Mutation(without: "confirmation", .confirmationRange),
        Mutation("in flight only where a job shows", .nothingTwice, replacing: "in flight") { subject, situation in
            situation.observation.inFlight[subject.desired.id] != nil ? .wait(Reason(.upgrading, "")) : nil
        },
        Mutation("an offer beyond the declared is taken", .nothingBeyond, replacing: "offer") { subject, situation in
            guard let offer = situation.offers[subject.desired.id] else { return .wait(Reason(.offerNotRead, "")) }
            return offer.offered == nil ? .hold(Reason(.notOffered, "")) : nil
        },
        Mutation("any stop is taken", .nothingBeyond, replacing: "offer") { subject, situation in
            guard let offered = situation.offers[subject.desired.id]?.offered, offered < subject.desired.version
            else { return original("offer")?.decide(subject, situation) }
            return nil
        },
        Mutation("a failed instance is tried again at once", .backoff, replacing: "failures") { subject, situation in
            withFailures(of: situation, subject) { failure in
                var failure = failure
                failure.at = .distantPast
                return failure
            }
        },
        Mutation("an off-target upgrade stops nothing", .offTargetStop, replacing: "failures") { subject, situation in
            let action = original("failures")?.decide(subject, situation)
            return [.offTarget, .offTargetStop].contains(action?.reason?.code) ? nil : action
        } needs: {
            $0.movesScheduledTargets()
        },
        Mutation("lost answers are no failure", .twoLostAnswers, replacing: "failures") { subject, situation in
            withFailures(of: situation, subject) { $0.reason.code == .outcomeUnknown ? nil : $0 }
        },
        Mutation("a decision changes with nothing that is watched", .keptDecisions, replacing: "health") {
            subject, situation in
            Int(situation.now.timeIntervalSince1970).isMultiple(of: 3)
                ? .wait(Reason(.busy, "")) : original("health")?.decide(subject, situation)
        },
        Mutation("a refused batch is held as a whole", .reaches, replacing: "failures") { subject, situation in
            guard situation.memory.isolation.group(of: subject.desired.id) == nil else {
                return .hold(Reason(.refused, ""))
            }
            return original("failures")?.decide(subject, situation)
        },
    ]

    /// Something declared that is not read.
    private static let manifests = [
        Mutation("batchSize is ignored", .batchSize) { $0.rollout.batchSize = 100 },
        Mutation("windows are ignored", .windows) { $0.rollout.windows = [] },
        Mutation("zones are ignored", .windows) { fleet in
            for index in fleet.rollout.windows.indices { fleet.rollout.windows[index].timeZone = .utc }
        },
        Mutation("freezes are ignored", .freezes) { $0.rollout.freezes = [] },
        Mutation("failureBudget is ignored", .failureBudget) { $0.rollout.failureBudget = .percent(100) },
        Mutation("maxChanges is ignored", .maxChanges) { $0.rollout.maxChanges = .percent(100) },
        Mutation("waves are taken the other way round", .waveOrder) { $0.rollout.waves.reverse() },
        Mutation("maxUnavailable is ignored", .maxUnavailable) { fleet in
            for index in fleet.rollout.waves.indices { fleet.rollout.waves[index].maxUnavailable = .percent(100) }
        },
        Mutation("soak is ignored", .soak) { fleet in
            for index in fleet.rollout.waves.indices { fleet.rollout.waves[index].soak = .zero }
        },
        Mutation("the soak of what goes first is ignored", .fleetSoak) { fleet in
            for index in fleet.dependsOn.indices { fleet.dependsOn[index].soak = .zero }
        } needs: {
            $0.putInOrder()
        },
        Mutation("checks are ignored", .checksPassed) {
            $0.rollout = $0.rollout.withoutChecks
        } needs: {
            $0.addChecks()
        },
        Mutation("required is ignored", .checksPassed) { fleet in
            fleet.changeChecks { $0.required = 1 }
        } needs: {
            $0.addChecks()
        },
        Mutation("failureLimit is ignored", .checkFailed) { fleet in
            fleet.changeChecks { $0.failureLimit = 1000 }
        } needs: {
            $0.addChecks()
            // A failure that is followed by as many passes as it takes, before a person lets anything pass.
            ($0.faults.failingCheck, $0.faults.inconclusiveCheck, $0.faults.retry) = (0.4, 0, 0)
        },
        Mutation("every check is only reported", .checksPassed) { fleet in
            fleet.changeChecks { $0.mode = .report }
        } needs: {
            $0.addChecks()
        },
        Mutation("every wave may be empty", .emptyWave) { fleet in
            for index in fleet.rollout.waves.indices { fleet.rollout.waves[index].optional = true }
        },
    ]

    /// A time that is not kept.
    private static let times = [
        Mutation("offers stay fresh for an hour", .freshOffer, keepsTime: { $0.maximumOfferAge = .seconds(3600) }),
        Mutation("a lost request is made again soon", .twoObservations, keepsTime: { $0.settleTime = .seconds(60) }),
    ]

    /// A shell that does not do what it is told.
    private static let shells = [
        Mutation("a pause is read only at observations", .paused, \.readsPause),
        Mutation("the ref is read only at observations", .followsRef, \.readsRef),
        Mutation("a run that is asked to stop goes on", .stopped, \.stops) { $0.faults.interrupt = 0.05 },
        Mutation("what found nothing out has passed", .checksPassed, finds: { $0 == .inconclusive ? .passed : $0 }) {
            $0.addChecks()
        },
        Mutation("what other fleets did is not read", .offTargetStop, \.readsOtherFleets) { scenario in
            scenario.movesScheduledTargets()
            scenario.split()
            // What it requests itself lands where it declares.
            scenario.other?.rollout.timing = .immediate
        },
        Mutation("a clock that was set is not noticed", .twoObservations, \.noticesClock),
        Mutation("what is remembered stays with the fleet's old name", .twoLostAnswers, \.adopts) { scenario in
            (scenario.faults.lostBefore, scenario.faults.lostAgain) = (0.3, 0.9)
            (scenario.faults.rename, scenario.faults.lostJournal) = (0.8, 0)
        },
        Mutation("nothing is recorded", .durableIntent) { if case .record = $0 { nil } else { $0 } },
        Mutation("no run ends", .ends) { if case .perform(.finish) = $0 { nil } else { $0 } },
        Mutation("whatever is held has converged", .converged) {
            $0 == .perform(.finish(.waiting)) || $0 == .perform(.finish(.attention))
                ? .perform(.finish(.converged)) : $0
        },
        Mutation("another instance is requested", .onlyDeclared) { part in
            guard case .perform(.submit(var request, let date)) = part,
                let id = InstanceID(String(repeating: "f", count: 32) + "in07")
            else { return part }
            request.instances = [id]
            return .perform(.submit(request, notAfter: date))
        },
        Mutation("another version than runs is named", .onlyUpward) { part in
            guard case .perform(.submit(var request, let date)) = part else { return part }
            request.from = KernelVersion(1, 0, 0, 0)
            return .perform(.submit(request, notAfter: date))
        },
    ]

    private static func original(_ name: String) -> Guard? { Guard.all.first { $0.name == name } }

    /// What the guard 'failures' says where its failures are others, or are none.
    private static func withFailures(
        of situation: Situation, _ subject: Guard.Subject, _ change: (UpgradeFailure) -> UpgradeFailure?
    ) -> Action? {
        var situation = situation
        situation.fleetState.failures = situation.fleetState.failures.mapValues { $0.compactMap(change) }
        return original("failures")?.decide(subject, situation)
    }

    private init(
        without name: String, _ rule: Rule, needs: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) {
        (testDescription, self.rule, self.needs) = ("without the guard '\(name)'", rule, needs)
        system.planner = Planner(guards: Guard.all.filter { $0.name != name })
    }

    private init(
        _ words: String, _ rule: Rule, replacing name: String,
        with decide: @escaping @Sendable (Guard.Subject, Situation) -> Action?,
        needs: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) {
        (testDescription, self.rule, self.needs) = (words, rule, needs)
        let guards = Guard.all.filter { !($0.name == "known offer" && name == "offer") }
        system.planner = Planner(
            guards: guards.map { $0.name == name ? Guard(name, liftedBy: $0.liftedBy, decide) : $0 })
    }

    private init(
        _ words: String, _ rule: Rule, reads: @escaping @Sendable (inout DesiredFleet) -> Void,
        needs: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) {
        (testDescription, self.rule, self.needs) = (words, rule, needs)
        system.reads = reads
    }

    private init(_ words: String, _ rule: Rule, keepsTime: @escaping @Sendable (inout Rollout.Settings) -> Void) {
        (testDescription, self.rule) = (words, rule)
        system.keepsTime = keepsTime
    }

    private init(
        _ words: String, _ rule: Rule, _ switchedOff: WritableKeyPath<SystemUnderTest, Bool>,
        needs: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) {
        (testDescription, self.rule, self.needs) = (words, rule, needs)
        system[keyPath: switchedOff] = false
    }

    private init(
        _ words: String, _ rule: Rule, finds: @escaping @Sendable (CheckResult.Outcome) -> CheckResult.Outcome,
        needs: @escaping @Sendable (inout Scenario) -> Void
    ) {
        (testDescription, self.rule, self.needs) = (words, rule, needs)
        system.finds = finds
    }

    private init(_ words: String, _ rule: Rule, does: @escaping @Sendable (StepPart) -> StepPart?) {
        (testDescription, self.rule) = (words, rule)
        system.does = does
    }
}

extension DesiredFleet {
    /// Declares something else of each check that is evaluated while a wave soaks.
    fileprivate mutating func changeChecks(_ change: (inout Check) -> Void) {
        for index in rollout.waves.indices {
            for position in rollout.waves[index].checks.indices { change(&rollout.waves[index].checks[position]) }
        }
    }
}
