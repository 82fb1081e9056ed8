import Fleet
import Foundation
import Planning

import CloudModel

/// What must never happen, checked against the truth at every upgrade request that leaves the tool.
extension Simulation {
    mutating func check(_ request: UpgradeRequest) throws(Violation) {
        advance()
        guard pause?.isActive(at: toolNow) != true else { throw violation(.paused, "\(now)") }
        guard !isRefMoved else { throw violation(.followsRef, "\(now)") }
        guard !isStopped else { throw violation(.stopped, "\(now)") }
        let size = request.instances.count
        guard (1...min(100, scenario.desired.rollout.batchSize)).contains(size) else {
            throw violation(.batchSize, "\(size)")
        }
        for id in request.instances {
            guard let desired = scenario.desired.instances.first(where: { $0.id == id }) else {
                throw violation(.onlyDeclared, "\(id) is in no fleet")
            }
            try checkTarget(desired, request)
            try checkRest(desired, request)
            try checkFailures(desired, request)
            try checkLostAnswers(desired, request)
            try checkPrecheck(desired)
            try checkOffTarget(desired)
        }
        try checkSchedule(request)
        try checkBudget()
        try checkWaves(request)
        try checkOrder(request)
        try checkChecks(request)
        try checkChanges(request)
    }

    private func checkTarget(_ desired: DesiredInstance, _ request: UpgradeRequest) throws(Violation) {
        guard let reading = readings[desired.id], toolNow.timeIntervalSince(reading.readAt) < 60 else {
            throw violation(.freshOffer, "\(desired.id)")
        }
        guard let offered = reading.offered, offered == desired.version || desired.via.contains(offered)
        else {
            throw violation(
                .nothingBeyond,
                "\(desired.id) to \(String(describing: reading.offered))")
        }
        guard reading.current == request.from, offered > request.from, request.from < desired.version
        else {
            throw violation(
                .onlyUpward, "\(desired.id) from \(request.from) to \(offered)")
        }
    }

    private func checkRest(_ desired: DesiredInstance, _ request: UpgradeRequest) throws(Violation) {
        guard !alive.contains(desired.id) else {
            throw violation(.nothingTwice, "\(desired.id)")
        }
        guard journal.submissions[desired.id] != nil else {
            throw violation(.durableIntent, "\(desired.id)")
        }
        guard !desired.suspend, !scenario.desired.suspend else {
            throw violation(.suspended, "\(desired.id)")
        }
        let status = listed(desired.id)?.status
        guard status.map({ InstanceStatus($0).fitness == .healthy }) ?? true else {
            throw violation(.healthy, "\(desired.id) is \(status ?? "")")
        }
    }

    /// A failure that an observation could show, and that no person has acknowledged.
    private func known(_ id: InstanceID) -> [(
        seenAt: Date, task: String, from: KernelVersion, declared: KernelVersion
    )] {
        (failures[id] ?? []).filter { failure in
            shown.contains { $0.time >= failure.seenAt + 121 }
        }
    }

    private func checkFailures(_ desired: DesiredInstance, _ request: UpgradeRequest) throws(Violation) {
        let same = known(desired.id).filter {
            $0.declared == desired.version && $0.from == request.from
        }
        guard let last = same.map(\.seenAt).max(), now < last + 3600 - 600 else { return }
        throw violation(
            .backoff, "\(desired.id), failed at \(last)")
    }

    /// A lost answer permits one more request, and none where that could be a second step.
    private func checkLostAnswers(_ desired: DesiredInstance, _ request: UpgradeRequest) throws(Violation) {
        let lost = (lostAnswers[desired.id] ?? []).filter { $0.from == request.from }
        let index = model.indices[desired.id]
        // What was scheduled all the same, and canceled before it began, was no step.
        let isCanceled = lost.allSatisfy { one in
            model.tasks.contains { $0.instance == index && $0.created == one.at && $0.phase == .canceled }
        }
        guard isCanceled || !request.from.needsConsoleConfirmation else {
            throw violation(.confirmationRange, "\(desired.id) from \(request.from)")
        }
        let unexplained = lost.indices.filter { position in
            let next = position + 1 < lost.count ? lost[position + 1].at : .distantFuture
            // What the cloud acted on shows; and an upgrade of others is taken for what the request led to.
            let isExplained =
                lost[position].isActedOn
                || model.tasks.contains {
                    $0.instance == index && $0.kind != .precheck && $0.created >= lost[position].at - 900
                        && $0.created < next
                }
            return lost[position].declared == desired.version && !isExplained
        }.map { lost[$0] }
        guard unexplained.count < 2 else {
            throw violation(.twoLostAnswers, "\(desired.id), \(unexplained.map(\.at))")
        }
        guard let last = unexplained.last?.at else { return }
        let past = observations.filter { $0 >= last + 300 }
        guard let first = past.first, let latest = past.last, latest >= first + 60 else {
            throw violation(.twoObservations, "\(desired.id), lost at \(last)")
        }
    }

    private func checkPrecheck(_ desired: DesiredInstance) throws(Violation) {
        let wanted = scenario.desired.rollout.precheck
        guard wanted != .off, model.settings.precheckPublished || wanted == .required else { return }
        guard let result = prechecks[desired.id], result.passed,
            // The cloud's time, by the tool's clock.
            toolNow.timeIntervalSince(result.updatedAt) < 3600
        else {
            throw violation(.precheck, "\(desired.id)")
        }
    }

    /// What was lost with a journal is read from the cloud's jobs, for those that are not there yet.
    private func checkBudget() throws(Violation) {
        let desired = scenario.desired
        let failed = desired.instances.filter { one in
            known(one.id).contains { $0.declared == one.version && model[one.id]?.version == $0.from }
        }
        let allowed = desired.rollout.failureBudget.of(desired.instances.count)
        guard failed.count <= allowed else {
            throw violation(
                .failureBudget, "\(failed.count) failed, \(allowed) allowed")
        }
    }

    /// Whether its upgrade shows, or the journal has it: what waits half-way may not show, and a journal may be lost.
    private func canBeKnown(_ id: InstanceID) -> Bool {
        guard scenario.faults.hidesUnconfirmed, journal.submissions[id] == nil else { return true }
        let task = model.indices[id].flatMap { model.states[$0].task }
        return task.map { model.tasks[$0].phase != .awaitingConfirmation } ?? true
    }

    /// What the last observation showed of it.
    private func listed(_ id: InstanceID) -> CloudInstance? { told.first { $0.id == id } }

    /// Nothing of a wave before the earlier ones are done and soaked, and never more of it than may be unavailable.
    private func checkWaves(_ request: UpgradeRequest) throws(Violation) {
        let rollout = scenario.desired.rollout
        let members = Dictionary(grouping: scenario.desired.instances) {
            rollout.waveIndex(of: $0) ?? -1
        }
        for (waveIndex, wave) in rollout.waves.enumerated() {
            let all = members[waveIndex] ?? []
            let asked = all.count { request.instances.contains($0.id) }
            guard asked > 0 else { continue }
            // What is suspended or ahead is no part of the whole; what is in flight takes a slot, whichever run started it.
            let counted = all.filter { one in !one.suspend && listed(one.id).map { $0.version <= one.version } ?? true }
            let unhealthy = counted.filter { one in
                listed(one.id).map { InstanceStatus($0.status).fitness != .healthy } ?? false
            }
            let limit = wave.maxUnavailable.of(counted.count)
            let busy = Set(unhealthy.map(\.id)).union(
                all.map(\.id).filter { alive.contains($0) && canBeKnown($0) || toldInFlight.contains($0) }
            ).count
            guard busy + asked <= limit else {
                throw violation(
                    .maxUnavailable, "\(busy) + \(asked) > \(limit) in '\(wave.name)'")
            }
            for earlier in 0..<waveIndex {
                try checkTried(members[earlier] ?? [], rollout.waves[earlier], before: wave.name)
                for one in members[earlier] ?? [] {
                    try checkDone(one, rollout.waves[earlier], before: wave.name)
                }
            }
        }
    }

    /// By what the last observation showed, as in the count of the unavailable ones.
    private func checkTried(_ members: [DesiredInstance], _ wave: RolloutPolicy.Wave, before later: String)
        throws(Violation)
    {
        let counts = members.contains { one in
            !one.suspend && listed(one.id).map { $0.version <= one.version } ?? true
        }
        guard !counts, !wave.optional else { return }
        throw violation(.emptyWave, "'\(later)' after '\(wave.name)'")
    }

    private func checkDone(_ one: DesiredInstance, _ wave: RolloutPolicy.Wave, before later: String)
        throws(Violation)
    {
        guard let version = model[one.id]?.version, !one.suspend, version <= one.version else { return }
        guard version == one.version, !alive.contains(one.id) else {
            throw violation(
                .waveOrder, "'\(later)' while \(one.id) of '\(wave.name)' is not there")
        }
        let since = model.record(of: one.id)?.history.last?.time ?? Scenario.start
        guard now.timeIntervalSince(since) >= wave.soak / .seconds(1) else {
            throw violation(
                .soak, "'\(later)' \(now.timeIntervalSince(since)) s after \(one.id) landed")
        }
    }

    /// Of a wave of ten or more, no run requests more than `maxChanges`.
    private func checkChanges(_ request: UpgradeRequest) throws(Violation) {
        let rollout = scenario.desired.rollout
        let members = Dictionary(grouping: scenario.desired.instances) {
            rollout.waveIndex(of: $0) ?? -1
        }
        for all in members.values.map({ $0.filter { !$0.suspend } }) where all.count >= 10 {
            let count = all.count { asked.contains($0.id) || request.instances.contains($0.id) }
            guard count > rollout.maxChanges.of(all.count) else { continue }
            throw violation(.maxChanges, "\(count) of \(all.count)")
        }
    }

    /// With no more misfortunes, whatever can get there is there.
    func checkConvergence(_ result: RunResult) throws(Violation) {
        let isThere = scenario.desired.instances.allSatisfy {
            scenario.desired.suspend || $0.suspend || model[$0.id]?.version == $0.version
        }
        if result == .converged, !isThere { throw violation(.converged, "\(result)") }
        let left = reachable()
        guard left.isEmpty else { throw violation(.reaches, "\(left) ended as \(result)") }
    }

    /// What could be upgraded of the first wave that is not done.
    func reachable() -> [InstanceID] {
        let desired = scenario.desired
        guard !desired.suspend else { return [] }
        for (waveIndex, wave) in desired.rollout.waves.enumerated() {
            let members = desired.instances.filter { desired.rollout.waveIndex(of: $0) == waveIndex }
            let counted = members.filter { one in
                !one.suspend && (model[one.id].map { $0.version <= one.version } ?? true)
            }
            let unhealthy = counted.count { one in
                isAtRest(one.id) && model[one.id].map { InstanceStatus($0.status).fitness != .healthy } ?? false
            }
            let unavailable = unhealthy + members.count { !isAtRest($0.id) }
            let left = counted.filter { model[$0.id]?.version != $0.version }
            if counted.isEmpty, !wave.optional { return [] }
            if left.isEmpty, unavailable == 0 { continue }
            let hasSlot = unavailable < wave.maxUnavailable.of(counted.count)
            return hasSlot ? left.filter { isReachable($0) && isPermitted($0.version) }.map(\.id) : []
        }
        return []
    }

    private func isReachable(_ one: DesiredInstance) -> Bool {
        guard let instance = model[one.id], let offered = instance.offered else { return false }
        switch scenario.desired.rollout.precheck {
        case .off: break
        case .preferred: if model.settings.precheckPublished, instance.failsPrecheck { return false }
        case .required: if !model.settings.precheckPublished || instance.failsPrecheck { return false }
        }
        // Some windows never open on these days.
        if case .closed(nil) = scenario.desired.rollout.submission(at: now) { return false }
        return InstanceStatus(instance.status).fitness == .healthy && isAtRest(one.id)
            && !scenario.stubborn.contains(one.id)
            && !instance.version.needsConsoleConfirmation
            && (offered == one.version || one.via.contains(offered)) && journal.offTarget.isEmpty
    }
}
