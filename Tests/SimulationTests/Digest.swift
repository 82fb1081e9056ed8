import Fleet
import Forecast
import Foundation
import Planning

/// A number that differs as soon as a rollout does, records or says of an instance anything else.
///
/// Sentences are left out, and cases are numbered here and not by their names: a change of words or names leaves it as
/// it is.
struct Digest: Hashable, Sendable {
    /// FNV-1a over what was added.
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            value = (value ^ (number >> shift & 0xFF)) &* 0x0100_0000_01B3
        }
    }

    mutating func add(_ other: Digest) { add(other.value) }
}

extension Digest {
    mutating func add(_ part: StepPart) {
        switch part {
        case .record(let entries):
            tag(1)
            add(all: entries) { $0.add($1) }
        case .tell(let notice):
            tag(8)
            add(notice)
        case .perform(let effect): add(effect)
        }
    }

    private mutating func add(_ effect: Effect) {
        switch effect {
        case .observe(let date, let jobs):
            tag(2)
            add(date)
            add(jobs.isAlways)
            add(jobs.withCompleted)
        case .readOffers(let ids):
            tag(3)
            add(all: ids) { $0.add($1) }
        case .readPrechecks(let ids, let from):
            tag(4)
            add(all: ids) { $0.add($1) }
            add(from)
        case .startPrechecks(let ids, let from):
            tag(5)
            add(all: ids) { $0.add($1) }
            add(from)
        case .cancel(let jobs):
            tag(6)
            add(all: jobs.sorted { $0.key < $1.key }) { digest, job in
                digest.add(job.key)
                digest.add(job.value)
            }
        case .submit(let request, let notAfter):
            tag(7)
            add(request)
            add(notAfter)
        case .evaluate(let requests):
            tag(11)
            add(all: requests) { $0.add($1.id) }
        case .finish(let result):
            tag(9)
            add(result)
        }
    }

    /// What a plan says of each instance, and when the next run is due.
    mutating func add(_ plan: FleetPlan) {
        tag(10)
        add(all: plan.instances) { digest, instance in
            digest.add(instance.id)
            digest.add(instance.action)
            digest.add(optional: instance.batch) { $0.tag($1) }
        }
        add(all: plan.cancellations) { $0.add($1.instance) }
        add(optional: plan.nextRunAt) { $0.add($1) }
    }

    private mutating func add(_ entry: JournalEntry) {
        switch entry {
        case .seen(let date, let hasExternalActivity):
            tag(1)
            add(date)
            add(hasExternalActivity)
        case .intended(let id, let submission):
            tag(2)
            add(id)
            add(submission)
        case .updated(let id, let submission):
            tag(3)
            add(id)
            add(submission)
        case .concluded(let id, let sentAt, let outcome, let date):
            tag(4)
            add(id)
            add(sentAt)
            add(outcome)
            add(date)
        case .found(let id, let failure):
            tag(5)
            add(id)
            add(failure)
        case .cameToRest(let instances):
            tag(6)
            add(all: instances.sorted { $0.key < $1.key }) { digest, one in
                digest.add(one.key)
                digest.add(one.value.version)
                digest.add(one.value.since)
            }
        case .leftRest(let ids):
            tag(7)
            add(all: ids) { $0.add($1) }
        case .clockSet(let date):
            tag(8)
            add(date)
        case .acknowledged(let word):
            tag(9)
            add(word.at)
        case .evaluated(let evaluations):
            tag(10)
            add(all: evaluations) { $0.add($1) }
        case .checkAcknowledged(let name, let date):
            tag(11)
            add(name)
            add(date)
        }
    }

    private mutating func add(_ id: CheckID) {
        add(optional: id.wave) { $0.add($1) }
        add(id.isBefore)
        add(id.name)
    }

    private mutating func add(_ one: Evaluation) {
        add(one.check)
        add(one.at)
        add(one.result.outcome.rawValue)
    }

    private mutating func add(_ submission: Submission) {
        add(submission.from)
        add(submission.target)
        add(submission.declared)
        add(submission.delay)
        add(submission.sentAt)
        add(optional: submission.acceptance.date) { $0.add($1) }
        add(optional: submission.job) { $0.add($1) }
        add(optional: submission.scheduledJob) { $0.add($1) }
        add(optional: submission.runningSince) { $0.add($1) }
        add(optional: submission.jobGoneAt) { $0.add($1) }
        add(optional: submission.cancelingAt) { $0.add($1) }
        add(all: submission.earlierFailures.sorted()) { $0.add($1) }
        switch submission.acceptance {
        case .awaited, .accepted: tag(0)
        case .answerLost: tag(1)
        case .refused: tag(2)
        }
        add(optional: submission.failure) { $0.add($1) }
    }

    private mutating func add(_ failure: UpgradeFailure) {
        add(failure.sentAt)
        add(failure.from)
        add(failure.declared)
        add(failure.at)
        add(failure.reason)
        add(optional: failure.job) { $0.add($1) }
        add(failure.isExternal)
    }

    private mutating func add(_ outcome: SubmissionOutcome) {
        switch outcome {
        case .completed(let version):
            tag(1)
            add(version)
        case .offTarget(let version):
            tag(2)
            add(version)
        case .failed(let reason):
            tag(3)
            add(reason)
        case .refused: tag(4)
        case .noTrace: tag(5)
        case .withdrawn: tag(6)
        case .canceled: tag(7)
        }
    }

    private mutating func add(_ result: RunResult) {
        switch result {
        case .converged: tag(1)
        case .waiting: tag(2)
        case .attention: tag(3)
        case .maxChanges: tag(4)
        case .revisionMoved: tag(5)
        case .locked: tag(6)
        case .timedOut: tag(7)
        case .interrupted: tag(8)
        case .failed: tag(9)
        }
    }

    private mutating func add(_ notice: Notice) {
        switch notice {
        case .submitting(let request, let target):
            tag(1)
            add(request)
            add(optional: target) { $0.add($1) }
        case .refused(let request, _):
            tag(2)
            add(request)
        case .deferred(let request, _):
            tag(3)
            add(request)
        case .outcomeUnknown(let request, _):
            tag(4)
            add(request)
        case .completed(let id, let version):
            tag(5)
            add(id)
            add(version)
        case .failed(let id, let reason):
            tag(6)
            add(id)
            add(reason)
        case .offTarget(let id, let version):
            tag(7)
            add(id)
            add(version)
        case .observationFailed: tag(8)
        case .nothingKnown(let until):
            tag(9)
            add(optional: until) { $0.add($1) }
        case .noTrace(let id):
            tag(10)
            add(id)
        case .canceling(let id, _):
            tag(11)
            add(id)
        case .cancelFailed(let id, _):
            tag(12)
            add(id)
        case .clockSet: tag(13)
        case .revision: tag(14)
        case .precheckAbsent: tag(15)
        case .evaluated(let one):
            tag(16)
            add(one)
        }
    }

    private mutating func add(_ action: Action) {
        switch action {
        case .none: tag(1)
        case .upgrade(let version):
            tag(2)
            add(version)
        case .cancel(let reason):
            tag(3)
            add(reason)
        case .wait(let reason):
            tag(4)
            add(reason)
        case .hold(let reason):
            tag(5)
            add(reason)
        }
    }

    /// The reasons by their numbers here; a new one goes to the end.
    private static let codes: [Reason.Code] = [
        .revoked, .upgrading, .scheduled, .submitted, .busy, .offerNotRead, .moving, .waveConfirming, .waveNotReached,
        .paused, .revisionMoved, .soaking, .outsideWindow, .frozen, .gracePeriod, .precheckNotRead, .prechecking,
        .superseded, .undeclaredStop, .notOffered, .offerUnreadable, .ahead, .missing, .nameMismatch,
        .versionUnreadable, .unfit, .suspended, .needsConfirmation, .failed, .stuck, .notStarted, .outcomeUnknown,
        .canceled, .precheckFailed, .precheckAbsent, .precheckUnreadable, .revisionUnreadable,
        .maintenanceWindowUnknown, .maxChanges, .refused, .offTarget, .offTargetStop, .budgetSpent, .manualGate,
        .waveEmpty, .noSlot, .notPlanned, .upstreamBehind, .upstreamSoaking,
        .upstreamUnreadable, .checkNotEvaluated, .checkPending, .checkFailed, .checkInconclusive,
    ]

    private mutating func add(_ reason: Reason) {
        tag(Self.codes.firstIndex(of: reason.code) ?? -1)
        add(optional: reason.until) { $0.add($1) }
    }

    private mutating func add(_ request: UpgradeRequest) {
        add(all: request.instances) { $0.add($1) }
        add(request.from)
        add(request.delay)
    }
}

extension Digest {
    private mutating func tag(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }
    private mutating func add(_ isTrue: Bool) { tag(isTrue ? 1 : 0) }
    private mutating func add(_ id: InstanceID) { add(id.description) }
    private mutating func add(_ version: KernelVersion) { add(version.description) }
    private mutating func add(_ date: Date) { tag(Int((date.timeIntervalSince1970 * 1000).rounded())) }

    private mutating func add(_ text: String) {
        tag(text.utf8.count)
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0100_0000_01B3 }
    }

    private mutating func add<Value>(optional value: Value?, _ body: (inout Digest, Value) -> Void) {
        add(value != nil)
        if let value { body(&self, value) }
    }

    private mutating func add<Value>(all values: [Value], _ body: (inout Digest, Value) -> Void) {
        tag(values.count)
        for value in values { body(&self, value) }
    }
}
