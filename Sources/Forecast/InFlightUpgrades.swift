import CloudModel
import Fleet
import FoundationEssentials
import Planning

/// The upgrades that a situation shows in flight, or that were accepted and do not show yet, as the model's.
struct InFlightUpgrades {
    private let situation: Situation
    private let typical: Duration

    init(_ situation: Situation, typical: Duration) { (self.situation, self.typical) = (situation, typical) }

    /// Puts the upgrade of an instance into the model, if it has one.
    func add(_ desired: DesiredInstance, to model: inout ModeledCloud) {
        guard let current = model[desired.id]?.version else { return }
        let submission = situation.fleetState.submissions[desired.id]
        // One whose instance shows its version already has nothing but its job left to end.
        let target = submission.map { max($0.target, current) } ?? model[desired.id]?.offered ?? current
        if let job = situation.observation.inFlight[desired.id] {
            let upgrade = state(of: job, at: current, submission)
            model.add(
                upgrade, of: desired.id, job: job.id, created: job.created ?? situation.now, target: target)
        } else if let submission, submission.failure == nil, target > current {
            switch (submission.acceptance, submission.jobGoneAt) {
            // The list may show the version that it had a while longer than its job.
            case (_, .some): model.add(.running(until: situation.now), job: "gone", desired, situation.now, target)
            case (.accepted(let date), nil) where submission.delay:
                guard let window = model[desired.id]?.maintenanceWindow.next(from: situation.now) else { return }
                let upgrade = ModeledCloud.EarlierUpgrade.scheduled(window, lasting: typical / .seconds(1))
                model.add(upgrade, job: "scheduled", desired, date, target)
            case (.accepted(let date), nil):
                model.add(.running(until: end(from: date)), job: "accepted", desired, date, target)
            // Of the others nothing shows: they are taken for lost.
            default: break
            }
        }
    }

    private func state(
        of job: UpgradeJob, at current: KernelVersion, _ submission: Submission?
    ) -> ModeledCloud.EarlierUpgrade {
        if job.phase == .scheduled {
            let now = situation.now
            let window = job.window ?? now..<now + 1
            // One whose window has begun begins at any time.
            let start = max(window.lowerBound, now)
            return .scheduled(start..<max(window.upperBound, start + 1), lasting: typical / .seconds(1))
        }
        if current.needsConsoleConfirmation { return .awaitingConfirmation }
        let start = job.window?.lowerBound ?? job.created ?? situation.now
        let limit = situation.fleet.rollout.upgradeTimeout / .seconds(1)
        let isStuck = submission?.failure != nil || situation.now.timeIntervalSince(start) > limit
        return .running(until: isStuck ? nil : end(from: start))
    }

    /// What takes longer than is typical is taken to last for a tenth of that still.
    private func end(from start: Date) -> Date {
        let length = typical / .seconds(1)
        return max(start.addingTimeInterval(length), situation.now.addingTimeInterval(length / 10))
    }
}

extension ModeledCloud {
    /// The upgrade of an instance whose job does not show.
    fileprivate mutating func add(
        _ upgrade: EarlierUpgrade, job: String, _ desired: DesiredInstance, _ created: Date, _ target: KernelVersion
    ) {
        add(upgrade, of: desired.id, job: "\(job) \(desired.id)", created: created, target: target)
    }
}
