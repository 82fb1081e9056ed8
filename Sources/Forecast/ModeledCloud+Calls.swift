package import CloudModel
package import Fleet
package import FoundationEssentials
package import Planning

/// A modeled cloud's answers to the calls of a rollout, none of which is lost. `now` is the time by the cloud's clock,
/// and `clock` says by how many seconds the tool's clock is ahead of it.
extension ModeledCloud {
    /// Reads what is offered to an instance; nil where the cloud has no such instance.
    package mutating func readOffer(of id: InstanceID, at now: Date, clock: TimeInterval) -> Offer? {
        guard let instance = try? askOffer(of: id.description, at: now) else { return nil }
        return Offer(current: instance.version, offered: instance.offered, readAt: now + clock)
    }

    /// The maintenance windows of those instances that the cloud has.
    package func windows(of ids: [InstanceID]) -> [InstanceID: DailyWindow] {
        Dictionary(
            uniqueKeysWithValues: ids.compactMap { id in
                self[id].flatMap { DailyWindow($0.maintenanceWindow.description) }.map { (id, $0) }
            })
    }

    /// Reads the last pre-checks of instances that run `version`, each with a call of its own.
    package mutating func readPrechecks(
        of ids: [InstanceID], from version: KernelVersion, at now: Date, clock: TimeInterval
    ) -> [InstanceID: PrecheckState] {
        var result: [InstanceID: PrecheckState] = [:]
        for id in ids {
            do throws(SimulatedError) {
                let precheck = try precheckResult([UpgradeMember(id, version)], at: now)
                result[id] = .result(PrecheckResult(passed: precheck.passed, updatedAt: precheck.finished + clock))
            } catch {
                result[id] = error.meansNotPublished ? .absent : .missing
            }
        }
        return result
    }

    /// Starts pre-checks of instances that run `version`, each with a call of its own.
    package mutating func startPrechecks(
        of ids: [InstanceID], from version: KernelVersion, at now: Date, clock: TimeInterval
    ) -> [InstanceID: PrecheckState] {
        var result: [InstanceID: PrecheckState] = [:]
        for id in ids {
            do throws(SimulatedError) {
                _ = try precheck([UpgradeMember(id, version)], at: now)
                result[id] = .started(at: now + clock, before: nil)
            } catch {
                result[id] = error.meansNotPublished ? .absent : .unreadable(error.message)
            }
        }
        return result
    }

    /// Cancels scheduled upgrades, given by their jobs, all of them or none.
    package mutating func cancelScheduled(_ jobs: [InstanceID: String], at now: Date) -> Event {
        do throws(SimulatedError) {
            try cancel(jobs.values.sorted(), at: now)
            return .canceled(jobs.keys.sorted(), kept: [:])
        } catch {
            return .canceled([], kept: jobs.mapValues { _ in error.message })
        }
    }

    /// Requests upgrades with one batch; throws the refusal.
    package mutating func upgrade(_ request: UpgradeRequest, at now: Date) throws(SimulatedError) {
        try upgrade(request.instances.map { UpgradeMember($0, request.from) }, delay: request.delay, at: now)
    }
}

extension Answer {
    /// The answer to a request that the modeled cloud has refused.
    package init(_ refusal: SimulatedError, to request: UpgradeRequest) {
        self = .refused(
            message: refusal.code, isBusy: refusal.code == SimulatedError.busy.code,
            named: Set(request.instances.filter { refusal.message.contains($0.description) }))
    }
}

extension UpgradeMember {
    fileprivate init(_ id: InstanceID, _ version: KernelVersion) {
        self.init(instanceID: id.description, currentVersion: version.description)
    }
}

extension SimulatedError {
    /// Whether the region does not have the call.
    fileprivate var meansNotPublished: Bool { code == SimulatedError.notPublished.code }
}
