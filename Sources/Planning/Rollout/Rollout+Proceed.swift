import FoundationEssentials
import Fleet

/// What to do next, given all that is known.
extension Rollout {
    mutating func proceed(now: Date) -> [Effect] {
        guard let situation = situation(now: now) else { return [] }
        if isStopping { return finish(.interrupted) }

        let actions = planner.actions(in: situation)
        let isConverged = !hasWork && actions.allSatisfy(\.isSettled)
        if isConverged { return finish(.converged) }
        if let deadline = settings.deadline, now >= deadline { return finish(.timedOut) }
        switch nextBatch(of: actions.filter(isCandidate), in: situation) {
        case .read(let ids):
            phase = .reading
            readingSince = now
            return [.readOffers(ids)]
        case .submit(let request):
            // Somebody else's upgrade may have begun since an old look. One that takes long may be older, or a slow cloud
            // would be looked at for ever.
            let allowed =
                max(settings.pollInterval, settings.maximumOfferAge) + lookDuration * 2 + readingDuration
            if situation.now.since(situation.observation.startedAt) > allowed {
                phase = .looking
                return [.look(at: now, withJobs: true)]
            }
            return submit(request, in: situation)
        case nil:
            let isWorthWaiting = actions.contains { $0.action.reason?.endsByItself ?? false || $0.isUpgrade }
            // One that was given up has its version after all; its job has yet to end.
            let isEnding = actions.contains { $0.action == .none && memory.overdue[$0.desired.id] != nil }
            return isWorthWaiting || isEnding || !memory.submissions.isEmpty ? lookLater(now) : finish(.held)
        }
    }

    /// Whether it could be upgraded now, or its offer has to be read to know. A reading that just failed is left alone
    /// until the next look.
    private func isCandidate(_ item: InstanceAction) -> Bool {
        if item.isUpgrade { return true }
        guard item.needsOffer, let observation else { return false }
        return memory.unreadable[item.desired.id].map { $0.triedAt < observation.startedAt } ?? true
    }

    private enum Next {
        case read([InstanceID])
        case submit(UpgradeRequest)
    }

    /// The next batch: as many candidates of one current version as there are slots for. Their offers are read first,
    /// so that each is read just before its own submission and never for many more than can be submitted.
    private func nextBatch(of candidates: [InstanceAction], in situation: Situation) -> Next? {
        guard let free = Waves(situation).open?.free, free > 0 else { return nil }
        var groups: [KernelVersion: [InstanceAction]] = [:]
        for item in candidates {
            guard let current = situation.observation.instances[item.desired.id]?.current else { continue }
            groups[current, default: []].append(item)
        }
        // Whoever is half-way to its declared version goes first: it keeps the slot it had.
        let order = groups.sorted {
            ($0.value.contains(where: isMidway) ? 0 : 1, $0.key) < ($1.value.contains(where: isMidway) ? 0 : 1, $1.key)
        }
        guard let (from, group) = order.first else { return nil }
        let size = min(free, fleet.rollout.batchSize, UpgradeRequest.maximumInstances)
        let members = group.filter(isMidway) + group.filter { !isMidway($0) }
        let ready = members.filter(\.isUpgrade).prefix(size)
        if ready.count < size, !isUrgent(ready, in: situation) {
            // Where offer after offer permits nothing, more are read at a time.
            let width = min(max(size - ready.count, fruitlessReadings), UpgradeRequest.maximumInstances)
            let unread = members.filter(\.needsOffer).prefix(width)
            if !unread.isEmpty { return .read(unread.map(\.desired.id)) }
        }
        return ready.isEmpty ? nil : .submit(UpgradeRequest(instances: ready.map(\.desired.id).sorted(), from: from))
    }

    /// Whether waiting for more offers would let those that were read grow old.
    private func isUrgent(_ ready: some Collection<InstanceAction>, in situation: Situation) -> Bool {
        ready.contains { item in
            situation.offers[item.desired.id].map { situation.now.since($0.readAt) * 2 >= settings.maximumOfferAge }
                ?? false
        }
    }

    private func isMidway(_ item: InstanceAction) -> Bool { memory.landed[item.desired.id] != nil }

    private mutating func submit(_ request: UpgradeRequest, in situation: Situation) -> [Effect] {
        let failed = Dictionary(grouping: situation.observation.failed, by: \.instance)
        for id in request.instances {
            guard let target = situation.offers[id]?.offered else { continue }
            memory.submissions[id] = Submission(
                from: request.from, target: target, sentAt: situation.now,
                earlierFailures: Set(failed[id]?.map(\.id) ?? []))
        }
        let targets = Set(request.instances.compactMap { situation.offers[$0]?.offered })
        phase = .submitting
        return [.tell(.submitting(request, target: targets.count == 1 ? targets.first : nil)), .submit(request)]
    }
}
