import FoundationEssentials
import Fleet

/// What to do next, given all that is known.
extension Rollout {
    mutating func proceed(now: Date) -> Effect? {
        guard let situation = situation(now: now) else { return nil }
        if isInterrupted { return finish(.interrupted) }
        if let effect = cancel(in: situation) ?? queryVersions(in: situation) { return effect }

        decisions.refresh(situation)
        guard let waves = decisions.waves else { return nil }
        let passed = memory.before
        if let effect = evaluate(waves, in: situation) { return effect }
        // What a person lets pass was noted, and changes decisions.
        if memory.before != passed, let situation = self.situation(now: now) { decisions.refresh(situation) }
        let standing = decisions.standing
        if !standing.blocksConvergence, !hasWorkThatCounts() { return finish(left ?? converged) }
        if let deadline = settings.deadline, now >= deadline {
            return finish(standing.needsPerson ? .attention : .timedOut)
        }
        switch nextBatch(waves, in: situation) {
        case .readOffers(let ids):
            return read(.readOffers(ids), now: now)
        case .readPrechecks(let ids, let from):
            return read(.readPrechecks(ids, from: from), now: now)
        case .startPrechecks(let ids, let from):
            return read(.startPrechecks(ids, from: from), now: now)
        case .submit(let request):
            // An upgrade of others may have begun since an old observation. One that takes long may be older, or a
            // slow cloud would be observed for ever.
            let allowed =
                settings.maximumOfferAge + observations.duration * 2 + readingTimes.duration
                + readingTimes.evaluationDuration
            if now.since(situation.observation.startedAt) > allowed {
                return observe(at: now, jobs: JobReading(always: true))
            }
            return submit(request, waves.permission, now: now)
        case nil:
            return isWorthWaiting ? observeLater(now) : finish(held)
        }
    }

    /// Whether something is in flight that will end by itself: not a window, a soak, or a person.
    private var isWorthWaiting: Bool {
        if decisions.standing.isWorthWaiting { return true }
        guard let observation = observations.last else { return false }
        return fleetState.submissions.contains { id, submission in
            let job = submission.job(of: id, in: observation)
            // What waits for its maintenance window, or for a click in the console, takes longer than a run.
            if job?.phase == .scheduled || !submission.from.upgradePolicy.endsByItself { return false }
            // One that is presumed failed and has its version after all has only its job left to end.
            let isThere = observation.instances[id]?.current.map { $0 > submission.from } ?? false
            return submission.failure == nil || (job != nil && isThere)
        }
    }

    /// The result of a run whose ref has left its commit: whether the fleet is where it should be, the next run finds
    /// out.
    private var left: RunResult? {
        if case .moved(let revision) = memory.external.revision { .revisionMoved(to: revision) } else { nil }
    }

    /// The result of a run after which every instance that counts runs its declared version: whether that is well, the
    /// checks say.
    private var converged: RunResult {
        decisions.waves?.hasFailedCheck(of: fleet) == true ? .attention : .converged
    }

    /// The result of a run in which nothing is left to do or to wait for.
    private var held: RunResult {
        if decisions.standing.needsPerson { return .attention }
        return left ?? (decisions.standing.reachesMaxChanges ? .maxChanges : .waiting)
    }

    private mutating func submit(
        _ request: UpgradeRequest, _ permission: RolloutPolicy.Permission, now: Date
    ) -> Effect {
        for id in request.instances {
            let failed = observations.last?.failed[id] ?? []
            guard let target = offers[id]?.offered, let declared = decisions.desired(id)?.version else { continue }
            record(
                .intended(
                    id,
                    Submission(
                        from: request.from, target: target, declared: declared, delay: request.delay,
                        sentAt: now.wholeMilliseconds, earlierFailures: Set(failed.map(\.id)))))
        }
        let targets = Set(request.instances.compactMap { offers[$0]?.offered })
        phase = .acting(isInterrupted: false)
        tell(.submitting(request, target: targets.count == 1 ? targets.first : nil))
        return .submit(request, notAfter: expiry(of: request, permission, now: now))
    }

    /// When what a request rests on is past: its oldest offer, or the window that is open.
    private func expiry(
        of request: UpgradeRequest, _ permission: RolloutPolicy.Permission, now: Date
    ) -> Date {
        let ends = request.instances.compactMap { offers[$0].map { $0.readAt + settings.maximumOfferAge } }
        guard case .allowed(let closes?) = permission else { return ends.min() ?? now }
        return min(ends.min() ?? now, closes)
    }
}

extension Date {
    /// Without fractions of a millisecond, so that it is the same after it was stored.
    var wholeMilliseconds: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000) }
}
