internal import Fleet
internal import FoundationEssentials

extension SavedFleet {
    /// What is kept of a plan, with what it rests on. The endpoint is the caller's to add.
    init(_ plan: FleetPlan, in situation: Situation, planner: Planner) {
        (fleet, region, project) = (plan.fleet, plan.region, plan.project)
        declaration = situation.fleet.facts
        (isKnown, paused) = (plan.isKnown, situation.pause?.fact)
        remembered = situation.fleetState.facts + situation.memory.external.facts
        let rollout = situation.fleet.rollout
        instances = situation.fleet.instances.map { desired in
            SavedInstance(desired, wave: rollout.waveIndex(of: desired).map { rollout.waves[$0].name }, in: situation)
        }
        upgrades = plan.instances.compactMap { item in
            guard case .upgrade(let target) = item.action, let from = item.current.flatMap(KernelVersion.init) else {
                return nil
            }
            return SavedUpgrade(instance: item.id, from: from, target: target)
        }
        cancellations = planner.cancellations(in: situation).compactMap { id, one in
            guard case .yes = one.decision else { return nil }
            return SavedCancellation(instance: id, job: one.job)
        }.sorted { $0.instance < $1.instance }
        prechecks = plan.prechecks
    }
}

extension SavedInstance {
    fileprivate init(_ desired: DesiredInstance, wave: String?, in situation: Situation) {
        let id = desired.id
        let observed = situation.observation.instances[id]
        self.init(
            id: id, declared: desired.version, via: desired.via.sorted(), declaredName: desired.name, wave: wave,
            suspended: desired.suspend, name: observed?.name, current: observed?.currentText,
            status: observed?.status.description,
            inFlight: situation.observation.inFlight[id].map { "\($0.phase.rawValue) \($0.id)" },
            offered: situation.offers[id]?.offered, maintenanceWindow: situation.offers.window(of: id)?.description,
            remembered: situation.fleetState.facts(of: id))
    }
}

extension Pause {
    /// All that it decides, with its exact times.
    fileprivate var fact: String {
        let end = until.map { " until \($0.exact)" } ?? ""
        let cancels = cancelsScheduled ? ", scheduled upgrades are canceled" : ""
        return
            "\(fleet == nil ? "all fleets" : "the fleet") by \(user) on \(host) at \(at.exact)\(end)\(cancels): \(reason)"
    }
}

extension ExternalState {
    /// The off-target upgrades of other fleets that stop this one.
    fileprivate var facts: [String] {
        offTargetStops.sorted { $0.key < $1.key }.map { "no upgrade to \($0.key): \($0.value)" }
    }
}

extension FleetState {
    /// What it holds of the whole fleet, but for soaks, which the waves show.
    fileprivate var facts: [String] {
        let word = acknowledgedAt.map { date in
            "failures acknowledged at \(date.exact)\(knowsFailedJobs ? ", by their jobs" : "")"
        }
        return [word].compactMap(\.self) + acknowledgedJobs.sorted().map { "failed job acknowledged: \($0)" }
    }

    /// What it holds of an instance. The times at which something was merely noticed are no part of it: each reading
    /// has its own.
    fileprivate func facts(of id: InstanceID) -> [String] {
        var facts: [String] = []
        if let submission = submissions[id] {
            let failure = submission.failure.map { ", presumed failed (\($0.reason.code.rawValue))" } ?? ""
            facts.append(
                "requested \(submission.from) → \(submission.target) for \(submission.declared) at \(submission.sentAt.exact)\(failure)"
            )
        }
        for failure in failures[id] ?? [] {
            let which = failure.job.map { "job \($0)" } ?? "requested at \(failure.sentAt.exact)"
            facts.append("\(failure.reason.code.rawValue) from \(failure.from) for \(failure.declared), \(which)")
        }
        if let one = offTarget[id] {
            facts.append("off-target on \(one.reached) for \(one.declared), requested at \(one.sentAt.exact)")
        }
        if let one = untraced[id] {
            facts.append("answer lost from \(one.from) for \(one.declared), requested at \(one.sentAt.exact)")
        }
        if let version = acknowledgedVersions[id] { facts.append("acknowledged at version \(version)") }
        return facts
    }
}

extension Date {
    /// To the millisecond, in UTC.
    var exact: String { ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
