import Fleet
public import FoundationEssentials

/// Which jobs of a list are wanted; what is nil does not matter (`API.md` §1, Jobs).
package struct JobFilter: Sendable {
    package var status, name, id, instanceID: String?
    /// Made at or after this, and at or before that.
    package var from, until: Date?

    /// A filter.
    package init(
        status: String? = nil, name: String? = nil, id: String? = nil, instanceID: String? = nil, from: Date? = nil,
        until: Date? = nil
    ) {
        (self.status, self.name, self.id, self.instanceID) = (status, name, id, instanceID)
        (self.from, self.until) = (from, until)
    }
}

extension ModeledCloud {
    /// The visible jobs of one list, the newest first. **INF** the order.
    package func jobs(scheduled: Bool, _ filter: JobFilter) -> [UpgradeTask] {
        tasks.reversed().filter { task in
            (task.kind == .scheduled) == scheduled && task.isVisible(at: now)
                && filter.status.map { $0 == task.status } ?? true
                && filter.name.map { $0 == task.name } ?? true
                && filter.id.map { $0 == task.id } ?? true
                && filter.instanceID.map { $0 == states[task.instance].instance.id.description } ?? true
                && filter.from.map { task.created >= $0 } ?? true
                && filter.until.map { task.created <= $0 } ?? true
        }
    }

    /// One job; too early, too late or unknown it is 400 `DBS.200543` (`API.md` §1, Jobs).
    package func job(_ id: String) throws(SimulatedError) -> UpgradeTask {
        guard let task = taskIndices[id].map({ tasks[$0] }), task.isVisible(at: now) else { throw .noSuchJob(id) }
        return task
    }

    /// An instance's delayed upgrade that has not started; nil: there is none to be seen.
    package func scheduledTask(of index: Int) -> UpgradeTask? {
        states[index].task.map { tasks[$0] }.flatMap {
            $0.kind == .scheduled && $0.phase == .pending && $0.isVisible(at: now) ? $0 : nil
        }
    }

    /// Cancels delayed upgrades that have not started, all of them or none (`API.md` §1, Jobs).
    ///
    /// Throws `DBS.200543` for one that isn't there, `DBS.200011` for one that has started. **INF** both codes.
    public mutating func cancel(_ ids: [String], at now: Date) throws(SimulatedError) {
        advance(to: now)
        var cancelable: [Int] = []
        for id in ids {
            guard let taskIndex = taskIndices[id], tasks[taskIndex].kind == .scheduled else { throw .noSuchJob(id) }
            guard tasks[taskIndex].phase == .pending else { throw .busy }
            cancelable.append(taskIndex)
        }
        for taskIndex in cancelable {
            tasks[taskIndex].phase = .canceled
            tasks[taskIndex].ended = self.now
            states[tasks[taskIndex].instance].task = nil
            forget(taskIndex)
        }
    }
}
