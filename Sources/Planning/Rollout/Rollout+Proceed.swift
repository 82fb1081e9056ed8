import FoundationEssentials
import Fleet

/// What to do next, given all that is known.
extension Rollout {
    mutating func proceed(now: Date) -> Effect? {
        guard let situation = situation(now: now) else { return nil }
        if isInterrupted { return finish(.interrupted) }
        if let effect = cancel(in: situation) ?? queryVersions(in: situation) { return effect }

        let waves = Waves(situation)
        let actions = planner.actions(in: situation, waves: waves)
        let isConverged = !hasWorkThatCounts && !actions.contains(where: \.action.blocksConvergence)
        if isConverged { return finish(left ?? .converged) }
        if let deadline = settings.deadline, now >= deadline {
            return finish(needsPerson(actions) ? .attention : .timedOut)
        }
        switch nextBatch(of: actions.filter(isCandidate), waves, in: situation) {
        case .readOffers(let ids):
            return read(.readOffers(ids), now: now)
        case .readPrechecks(let ids, let from):
            return read(.readPrechecks(ids, from: from), now: now)
        case .startPrechecks(let ids, let from):
            return read(.startPrechecks(ids, from: from), now: now)
        case .submit(let request):
            // An upgrade of others may have begun since an old observation. One that takes long may be older, or a
            // slow cloud would be observed for ever.
            let allowed = settings.maximumOfferAge + observations.duration * 2 + readingTimes.duration
            if situation.now.since(situation.observation.startedAt) > allowed {
                return observe(at: now, jobs: JobReading(always: true))
            }
            return submit(request, waves, in: situation)
        case nil:
            return isWorthWaiting(actions) ? observeLater(now) : finish(held(by: actions))
        }
    }

    /// Whether something is in flight that will end by itself: not a window, a soak, or a person.
    private func isWorthWaiting(_ actions: [InstanceAction]) -> Bool {
        if actions.contains(where: { $0.action.reason?.endsByItself ?? false || $0.isUpgrade }) { return true }
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

    private func held(by actions: [InstanceAction]) -> RunResult {
        if needsPerson(actions) { return .attention }
        if let left { return left }
        return actions.contains { $0.action.reason?.code == .maxChanges } ? .maxChanges : .waiting
    }

    private func needsPerson(_ actions: [InstanceAction]) -> Bool {
        actions.contains { $0.action.outlook == .attention }
    }

    /// Whether it could be upgraded now, or something has to be read to know. A reading that just failed is left alone
    /// until the next observation, and so is a pre-check that has just been started.
    private func isCandidate(_ item: InstanceAction) -> Bool {
        if item.isUpgrade || item.needsPrecheck || item.isPrechecking { return true }
        guard item.needsOffer, let observation = observations.last else { return false }
        return offers.failure(of: item.desired.id).map { $0.triedAt < observation.startedAt } ?? true
    }

    private mutating func submit(_ request: UpgradeRequest, _ waves: Waves, in situation: Situation) -> Effect {
        let declared = Dictionary(uniqueKeysWithValues: fleet.instances.map { ($0.id, $0.version) })
        for id in request.instances {
            let failed = situation.observation.failed[id] ?? []
            guard let target = situation.offers[id]?.offered, let declared = declared[id] else { continue }
            record(
                .intended(
                    id,
                    Submission(
                        from: request.from, target: target, declared: declared, delay: request.delay,
                        sentAt: situation.now.wholeMilliseconds, earlierFailures: Set(failed.map(\.id)))))
        }
        let targets = Set(request.instances.compactMap { situation.offers[$0]?.offered })
        phase = .acting(isInterrupted: false)
        tell(.submitting(request, target: targets.count == 1 ? targets.first : nil))
        return .submit(request, notAfter: expiry(of: request, waves, in: situation))
    }

    /// When what a request rests on is past: its oldest offer, or the window that is open.
    private func expiry(of request: UpgradeRequest, _ waves: Waves, in situation: Situation) -> Date {
        let ends = request.instances.compactMap { situation.offers[$0].map { $0.readAt + settings.maximumOfferAge } }
        guard case .allowed(let closes?) = waves.permission else { return ends.min() ?? situation.now }
        return min(ends.min() ?? situation.now, closes)
    }
}

extension Date {
    /// Without fractions of a millisecond, so that it is the same after it was stored.
    var wholeMilliseconds: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000) }
}
