import FoundationEssentials
import Fleet

/// Which instances are upgraded next, and what has to be read before.
extension Rollout {
    enum Next {
        case readOffers([InstanceID])
        case readPrechecks([InstanceID], KernelVersion)
        case startPrechecks([InstanceID], KernelVersion)
        case submit(UpgradeRequest)
    }

    /// Those that may be requested in one call: of one version, and where batches were refused, of one isolated group.
    private struct Kind: Hashable, Comparable {
        var from: KernelVersion
        var group: Int?

        /// Isolated ones first: they keep the slots that they had.
        static func < (left: Kind, right: Kind) -> Bool {
            (left.group ?? .max, left.from) < (right.group ?? .max, right.from)
        }
    }

    /// The next batch: as many candidates of one kind as there are slots for. Their offers are read first,
    /// so that each is read just before its own submission and never for many more than can be submitted.
    func nextBatch(of candidates: [InstanceAction], _ waves: Waves, in situation: Situation) -> Next? {
        guard let free = waves.open?.free, free > 0 else { return nil }
        var groups: [Kind: [InstanceAction]] = [:]
        for item in candidates {
            guard let current = situation.observation.instances[item.desired.id]?.current else { continue }
            groups[Kind(from: current, group: memory.isolation.group(of: item.desired.id)), default: []].append(item)
        }
        // An instance that is half-way to its declared version goes first: it keeps the slot it had.
        let order = groups.sorted {
            ($0.value.contains(where: isMidway) ? 0 : 1, $0.key) < ($1.value.contains(where: isMidway) ? 0 : 1, $1.key)
        }
        for (kind, group) in order {
            if let next = next(kind.from, group, free: free, in: situation) { return next }
        }
        return nil
    }

    private func next(
        _ from: KernelVersion, _ group: [InstanceAction], free: Int, in situation: Situation
    ) -> Next? {
        let size = min(free, fleet.rollout.batchSize, UpgradeRequest.maximumInstances)
        let members = group.filter(isMidway) + group.filter { !isMidway($0) }
        let ready = members.filter(\.isUpgrade).prefix(size)
        // A pre-check that runs has a claim on a slot.
        let claimed = ready.count + members.count(where: \.isPrechecking)
        if claimed < size, !isUrgent(ready, in: situation) {
            // What was offered has grown old while the pre-check ran: it comes before others, whose pre-checks would
            // take so long that this one's result grows old too.
            let checked = members.filter { $0.needsOffer && hasPassed($0, in: situation) }.prefix(size - claimed)
            if !checked.isEmpty { return .readOffers(checked.map(\.desired.id)) }
            let unchecked = members.filter(\.needsPrecheck).prefix(size - claimed).map(\.desired.id)
            if !unchecked.isEmpty { return precheck(unchecked, from, in: situation) }
            let unread = members.filter(\.needsOffer).prefix(offers.readingWidth(needed: size - claimed))
            if !unread.isEmpty { return .readOffers(unread.map(\.desired.id)) }
        }
        if let running = pollPrechecks(members, from, in: situation) { return running }
        guard !ready.isEmpty else { return nil }
        return .submit(
            UpgradeRequest(
                instances: ready.prefix(fleet.rollout.batchLimit(from: from)).map(\.desired.id).sorted(), from: from,
                delay: fleet.rollout.timing == .maintenanceWindow))
    }

    /// Whether its pre-check was passed, and lately.
    private func hasPassed(_ item: InstanceAction, in situation: Situation) -> Bool {
        guard case .result(let result) = memory.prechecks[item.desired.id] else { return false }
        return result.passed && situation.now.since(result.updatedAt) < PrecheckState.maximumAge
    }

    /// Those that were never read are read; those whose result is too old or missing are started.
    private func precheck(_ ids: [InstanceID], _ from: KernelVersion, in situation: Situation) -> Next {
        let unread = ids.filter { memory.prechecks[$0] == nil }
        return unread.isEmpty ? .startPrechecks(ids, from) : .readPrechecks(unread, from)
    }

    /// Pre-checks that were started before the last observation are read once after it.
    private func pollPrechecks(_ members: [InstanceAction], _ from: KernelVersion, in situation: Situation) -> Next? {
        guard readingTimes.beganAt < situation.observation.startedAt else { return nil }
        let running = members.filter(\.isPrechecking).map(\.desired.id)
        return running.isEmpty ? nil : .readPrechecks(running, from)
    }

    /// Whether waiting for more offers would let those that were read grow old.
    private func isUrgent(_ ready: some Collection<InstanceAction>, in situation: Situation) -> Bool {
        ready.contains { item in
            situation.offers[item.desired.id].map { situation.now.since($0.readAt) * 2 >= settings.maximumOfferAge }
                ?? false
        }
    }

    private func isMidway(_ item: InstanceAction) -> Bool { memory.changes.reached[item.desired.id] != nil }
}
