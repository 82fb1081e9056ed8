import Fleet
public import FoundationEssentials

/// An instance in an upgrade request, as it was sent.
public struct UpgradeMember: Hashable, Sendable {
    /// The instance's id, whatever it looks like.
    public var instanceID: String
    /// The version that the caller believes to run; nil in the single upgrade, which sends none.
    public var currentVersion: String?

    /// A member of a request.
    public init(instanceID: String, currentVersion: String?) {
        (self.instanceID, self.currentVersion) = (instanceID, currentVersion)
    }
}

extension ModeledCloud {
    /// The most instances of one call (`API.md` §1: the console's limit and the pre-check's).
    public static let maximumBatch = 100

    /// The batch upgrade (`API.md` §1). Throws what the cloud would answer instead of `success`.
    public mutating func upgrade(_ members: [UpgradeMember], delay: Bool, at now: Date) throws(SimulatedError) {
        advance(to: now)
        largestBatch = max(largestBatch, members.count)
        _ = try submit(members, call: .batch, delay: delay)
    }

    /// The single upgrade (`API.md` §1): returns its job's id.
    public mutating func upgrade(_ id: String, delay: Bool, at now: Date) throws(SimulatedError) -> String {
        advance(to: now)
        let jobs = try submit([UpgradeMember(instanceID: id, currentVersion: nil)], call: .single, delay: delay)
        guard let job = jobs.first else { throw .noSuchInstance(id) }
        return job
    }

    private mutating func submit(
        _ members: [UpgradeMember], call: RequestRecord.Call, delay: Bool
    ) throws(SimulatedError) -> [String] {
        var record = RequestRecord(time: now, call: call, delay: delay, members: members.map(describe))
        var refusal = refusal(of: members)
        let batchRefusal = faults.batchRefusal ?? settings.batchRefusal
        let refusalNamesInstance = faults.refusalNamesInstance ?? settings.refusalNamesInstance
        var accepted: [Int] = []
        for (position, member) in members.enumerated() {
            noteViolations(of: member, doubled: members[..<position].contains { $0.instanceID == member.instanceID })
            if let why = self.refusal(of: member, in: call) {
                refusal = refusal ?? (refusalNamesInstance ? why.naming(member.instanceID) : why)
            } else {
                accepted.append(position)
            }
        }
        // INF: one unacceptable instance fails the whole call; the other reading is a setting.
        if refusal != nil, batchRefusal == .whole || members.count > Self.maximumBatch { accepted = [] }
        var jobs: [String] = []
        for position in accepted {
            guard let index = InstanceID(members[position].instanceID).flatMap({ indices[$0] }),
                states[index].task == nil
            else { continue }
            let job = accept(index, delay: delay, origin: (upgradeRequests.count, position))
            record.members[position].job = job
            jobs.append(job)
        }
        record.outcome = refusal?.code ?? RequestRecord.accepted
        upgradeRequests.append(record)
        if let refusal { throw refusal }
        return jobs
    }

    private func describe(_ member: UpgradeMember) -> RequestRecord.Member {
        let instance = InstanceID(member.instanceID).flatMap { self[$0] }
        return RequestRecord.Member(
            instance: member.instanceID, currentVersion: member.currentVersion, version: instance?.version,
            offered: instance?.offered)
    }

    /// Why the call as a whole is refused.
    private func refusal(of members: [UpgradeMember]) -> SimulatedError? {
        if members.isEmpty { return .badParameter("databases_instance_infos is empty") }
        if members.count > Self.maximumBatch {
            return .badParameter("databases_instance_infos has more than \(Self.maximumBatch) instances")
        }
        return Set(members.map(\.instanceID)).count < members.count
            ? .badParameter("databases_instance_infos names an instance twice") : nil
    }

    private func refusal(of member: UpgradeMember, in call: RequestRecord.Call) -> SimulatedError? {
        guard let index = InstanceID(member.instanceID).flatMap({ indices[$0] }) else {
            return .noSuchInstance(member.instanceID, status: call == .batch ? 400 : 404)
        }
        if states[index].task != nil { return .busy }
        // INF: the service checks `current_version` before it says that there is nothing newer.
        if let text = member.currentVersion, text != states[index].instance.version.description {
            return .versionMismatch
        }
        if let why = fitness(of: states[index].instance) { return why }
        return refusalCode(of: states[index].instance).map {
            SimulatedError(status: 400, code: $0, message: "The DB instance does not accept an upgrade.")
        }
    }

    /// What a careful client never does: asking for an instance twice while the first request is alive.
    private mutating func noteViolations(of member: UpgradeMember, doubled: Bool) {
        guard let index = InstanceID(member.instanceID).flatMap({ indices[$0] }) else { return }
        states[index].record.requests += 1
        let version = member.currentVersion ?? states[index].instance.version.description
        if states[index].task != nil || states[index].acceptedAt.contains(version) { states[index].record.repeats += 1 }
        if doubled { states[index].record.violate(.doubledInOneCall, at: now) }
        guard let taskIndex = states[index].task else { return }
        switch (tasks[taskIndex].kind, tasks[taskIndex].phase) {
        case (_, .awaitingConfirmation): states[index].record.violate(.askedWhileUnconfirmed, at: now)
        case (.scheduled, .pending): states[index].record.violate(.askedWhileScheduled, at: now)
        default: states[index].record.violate(.askedWhileInFlight, at: now)
        }
    }

    private mutating func accept(_ index: Int, delay: Bool, origin: (request: Int, member: Int)) -> String {
        let range = settings.upgradeDuration
        let drawn = Double.random(in: range.lowerBound.inSeconds...range.upperBound.inSeconds, using: &random)
        let fails = Double.random(in: 0..<1, using: &random) < settings.failureRate
        let window = states[index].instance.maintenanceWindow.next(from: now)
        // An immediate job is Pending for the first twentieth of its time; a delayed one until its window.
        let start = delay ? window.lowerBound : now.addingTimeInterval(drawn / 20)
        var task = UpgradeTask(
            id: random.identifier(), kind: delay ? .scheduled : .immediate, instance: index, created: now,
            visibleFrom: now.addingTimeInterval((faults.jobLag ?? settings.jobVisibilityDelay).inSeconds),
            duration: drawn,
            fails: fails, startsAt: start, endsAt: (delay ? start : now).addingTimeInterval(drawn))
        task.windowEnd = delay ? window.upperBound : nil
        task.origin = origin
        let version = states[index].instance.version.description
        task.acceptedAt = version
        states[index].acceptedAt.insert(version)
        states[index].record.accepted += 1
        states[index].task = tasks.count
        if !delay { inFlight += 1 }
        return add(task)
    }

    /// Puts a task into the model and its start into the queue.
    package mutating func add(_ task: UpgradeTask) -> String {
        queue.add(.start, of: tasks.count, at: task.startsAt)
        taskIndices[task.id] = tasks.count
        tasks.append(task)
        return task.id
    }
}
