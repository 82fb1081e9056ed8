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

    /// The next batch: as many candidates of one kind as there are slots for. Their offers are read first,
    /// so that each is read just before its own submission and never for many more than can be submitted.
    func nextBatch(_ waves: Waves, in situation: Situation) -> Next? {
        guard let free = waves.open?.free, free > 0 else { return nil }
        for kind in decisions.kinds {
            if let next = next(kind, free: free, in: situation) { return next }
        }
        return nil
    }

    private func next(_ kind: Candidate.Kind, free: Int, in situation: Situation) -> Next? {
        let size = min(free, fleet.rollout.batchSize, UpgradeRequest.maximumInstances)
        let ready = decisions.first(size, of: kind, lacking: .nothing)
        // A pre-check that runs has a claim on a slot.
        let running = decisions.first(fleet.instances.count, of: kind, lacking: .result)
        let left = size - ready.count - running.count
        if left > 0, !isUrgent(ready, in: situation) {
            // What was offered has grown old while the pre-check ran: it comes before others, whose pre-checks would
            // take so long that this one's result grows old too.
            let checked = decisions.first(left, of: kind, lacking: .offerAfterPrecheck) { hasPassed($0, in: situation) }
            if !checked.isEmpty { return .readOffers(checked) }
            let unchecked = decisions.first(left, of: kind, lacking: .precheck)
            if !unchecked.isEmpty { return precheck(unchecked, kind.from) }
            let unread = decisions.first(
                offers.readingWidth(needed: left), of: kind, lacking: .offer, .offerAfterPrecheck)
            if !unread.isEmpty { return .readOffers(unread) }
        }
        // Pre-checks that were started before the last observation are read once after it, beside all else that is read.
        let unasked = running.filter { !memory.prechecked.contains($0) }
        if !unasked.isEmpty { return .readPrechecks(unasked, kind.from) }
        guard !ready.isEmpty else { return nil }
        return .submit(
            UpgradeRequest(
                instances: ready.prefix(fleet.rollout.batchLimit(from: kind.from)).sorted(), from: kind.from,
                delay: fleet.rollout.timing == .maintenanceWindow))
    }

    /// Whether its pre-check was passed, and lately.
    private func hasPassed(_ id: InstanceID, in situation: Situation) -> Bool {
        guard case .result(let result) = memory.prechecks[id] else { return false }
        return result.passed && situation.now.since(result.updatedAt) < PrecheckState.maximumAge
    }

    /// Those that were never read are read; those whose result is too old or missing are started.
    private func precheck(_ ids: [InstanceID], _ from: KernelVersion) -> Next {
        let unread = ids.filter { memory.prechecks[$0] == nil }
        return unread.isEmpty ? .startPrechecks(ids, from) : .readPrechecks(unread, from)
    }

    /// Whether waiting for more offers would let those that were read grow old.
    private func isUrgent(_ ready: [InstanceID], in situation: Situation) -> Bool {
        ready.contains { id in
            situation.offers[id].map { situation.now.since($0.readAt) * 2 >= settings.maximumOfferAge } ?? false
        }
    }
}
