import Fleet
import Foundation
import Planning
import Testing

/// A plan with an instance for each reason that the decision table knows, in words like those of the rules.
extension SamplePlan {
    static func everyReason() throws -> Plan {
        var plan = try make()
        (plan.fleets[0].batches, plan.fleets[0].prechecks) = ([], [])
        let old = KernelVersion(2, 0, 72, 260100)
        plan.fleets[0].instances = try Reason.Code.allCases.enumerated().map { number, code in
            let id = try #require(InstanceID(String(format: "%032din07", 100 + number)))
            return PlannedInstance(
                id: id, name: code.rawValue, wave: "all", current: old.description,
                declared: KernelVersion(2, 0, 75, 260400), offered: nil, action: action(of: code))
        }
        return plan
    }

    /// A new reason does not compile until it has a row here.
    private static func action(of code: Reason.Code) -> Action {
        let (later, zone) = (start + 2 * 86_400 + 9 * 3_600, ZoneRules.utc)
        func wait(_ words: Message, until: Date? = nil) -> Action { .wait(Reason(code, words, until: until)) }
        func hold(_ words: Message) -> Action { .hold(Reason(code, words)) }
        return switch code {
        case .revoked: .cancel(Reason(code, "2.0.78.260700 is declared now"))
        case .upgrading: wait("an upgrade is running (job job-1, 60%)")
        case .scheduled: wait("an upgrade is scheduled for its maintenance window of \(time: later) (job job-2)")
        case .submitted: wait("an upgrade to 2.0.75.260400 was requested and does not show yet")
        case .busy: wait("its status is 'backing up'")
        case .offerNotRead: wait("what is offered has not been read")
        case .moving: wait("two readings of its version differ")
        case .waveConfirming: wait("the wave 'canary' has converged; one more observation confirms it")
        case .waveNotReached: wait("its turn comes after the wave 'canary' (1 of 2 to go)")
        case .paused: wait("paused by ada on build-7 at \(past: start - 3600) until \(time: later): 网络变更", until: later)
        case .revisionMoved: wait("the ref has moved to main@fedcba987654; the next run takes it up")
        case .soaking: wait("the wave 'canary' soaks until \(time: later)", until: later)
        case .upstreamBehind:
            hold(
                "the fleet 'orders-test', which goes first, declares 2.0.72.260100, which is below 2.0.75.260400: declare 2.0.75.260400 there first"
            )
        case .upstreamSoaking:
            wait("the fleet 'orders-test', which goes first, soaks until \(time: later)", until: later)
        case .upstreamUnreadable:
            wait("the fleet 'orders-test', which goes first, could not be read: 500 DBS.200412")
        case .checkNotEvaluated: wait("the check 'smoke' before the wave 'all' is evaluated first")
        case .checkPending:
            wait(
                "the check 'error-rate' of the wave 'canary' has not passed yet: 3 of 12 evaluations have passed",
                until: later)
        case .checkFailed:
            hold(
                "the check 'error-rate' of the wave 'canary' has failed (3 failed, and failureLimit allows 2): 0.9 is not < 0.5; declare another version, or let it pass with `dbconverge retry orders --check error-rate --reason WHY`"
            )
        case .checkInconclusive:
            hold(
                "the check 'error-rate' of the wave 'canary' is inconclusive: prometheus.example:9090: connection refused; later runs ask again, and `dbconverge retry orders --check error-rate --reason WHY` lets it pass"
            )
        case .outsideWindow: wait("no window is open until \(time: later, in: zone)", until: later)
        case .frozen: wait("frozen until \(time: later, in: zone): the end of the year", until: later)
        case .gracePeriod: wait("no journal knew this fleet; nothing is requested until \(time: start + 300)")
        case .precheckNotRead: wait("its pre-check has not been read")
        case .prechecking: wait("its pre-check runs")
        case .superseded:
            hold(
                "superseded: an upgrade would land on 2.0.78.260700; write 'kernelVersion: 2.0.78.260700' to follow it")
        case .undeclaredStop:
            hold("offered 2.0.74.260300 on the way to 2.0.75.260400; add it to 'via' to allow the stop")
        case .notOffered: hold("no upgrade is offered to it")
        case .offerUnreadable: hold("what is offered could not be read: 500 DBS.200412")
        case .ahead: hold("ahead: it runs 2.0.78.260700, and an upgrade cannot be undone; declare it to follow it")
        case .missing: hold("declared, but not in the cloud's list of this project and region")
        case .nameMismatch: hold("the cloud calls it 'carts', and the manifest 'ledger'")
        case .versionUnreadable: hold("the cloud's text for its version is none: 'n/a'")
        case .unfit: hold("its status is 'abnormal', which needs a person to look at it")
        case .suspended: hold("the instance is suspended")
        case .needsConfirmation: hold("its next upgrade needs a confirmation in the console")
        case .failed: hold("its upgrade failed (job job-3): the storage is full; `dbconverge retry orders` tries again")
        case .stuck: hold("stuck: its upgrade has been running for longer than 2 h (job job-4)")
        case .notStarted: hold("not started: neither a job nor a new version showed within 10 min")
        case .outcomeUnknown: hold("outcome unknown: the answers to two upgrade requests were lost")
        case .canceled: hold("canceled: its scheduled upgrade is gone, and it still runs 2.0.72.260100")
        case .precheckFailed: hold("its pre-check failed: replica lag of 40 s on carts-replica")
        case .precheckAbsent: hold("the region has no pre-check, and the rollout requires one")
        case .precheckUnreadable: hold("its pre-check could not be asked: 500")
        case .revisionUnreachable: wait("where the ref stands cannot be asked now: connection refused")
        case .revisionUnreadable: hold("the ref main cannot be resolved any more")
        case .maintenanceWindowUnknown: hold("its maintenance window could not be read: 500")
        case .maxChanges: hold("beyond maxChanges: one run requests at most 5 of the 46 instances of the wave 'all'")
        case .refused: hold("refused: DBS.200011: the instance is being backed up")
        case .notPlanned: hold("the plan lists its upgrade from 2.0.69.251000 and no other; a new plan may")
        case .offTarget: hold("off-target: its upgrade ended on 2.0.74.260300, which is not declared")
        case .offTargetStop:
            hold(
                "the rollout stopped: carts (id) ended off-target on 2.0.78.260700; look into it, then run `dbconverge retry orders`"
            )
        case .budgetSpent: hold("the rollout stopped: 2 upgrades failed, and maxFailures allows 1")
        case .manualGate: hold("the maxUnavailable of the wave 'all' is 0: raise it to let the rollout go on")
        case .waveEmpty: hold("nothing of the wave 'canary' counts; mend it or write 'optional: true'")
        case .noSlot: wait("2 instances are unavailable already, and maxUnavailable allows 2")
        }
    }
}
