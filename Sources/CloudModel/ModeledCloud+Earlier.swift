package import Fleet
package import FoundationEssentials

/// Upgrades of before the model began, as an observation showed them.
extension ModeledCloud {
    /// How an upgrade of before stands.
    package enum EarlierUpgrade: Hashable, Sendable {
        /// It runs until then; nil: for ever.
        case running(until: Date?)
        /// It waits half-way for a person's confirmation in the console.
        case awaitingConfirmation
        /// It is to begin at the beginning of a span, and to last for so many seconds.
        case scheduled(Range<Date>, lasting: Double)
    }

    /// Puts an upgrade of before into the model: where it runs it lands on `target`, where it is scheduled on what is
    /// offered by then. Does nothing where the model has no such instance, or one with an upgrade already.
    package mutating func add(
        _ upgrade: EarlierUpgrade, of id: InstanceID, job: String, created: Date, target: KernelVersion
    ) {
        guard let index = indices[id], states[index].task == nil else { return }
        var (start, end, duration, windowEnd) = (created, Date.distantFuture, 0.0, Date?.none)
        switch upgrade {
        case .running(let until): end = max(until ?? .distantFuture, created)
        case .awaitingConfirmation: break
        case .scheduled(let window, let length):
            (start, windowEnd, duration) = (window.lowerBound, window.upperBound, length)
            end = start.addingTimeInterval(length)
        }
        if end < .distantFuture { duration = end.timeIntervalSince(start) }
        let isScheduled = windowEnd != nil
        var task = UpgradeTask(
            id: job, kind: isScheduled ? .scheduled : .immediate, instance: index, created: created,
            visibleFrom: created, duration: duration, fails: false, startsAt: start, endsAt: end)
        (task.windowEnd, task.target) = (windowEnd, isScheduled ? nil : target)
        if !isScheduled { task.phase = upgrade == .awaitingConfirmation ? .awaitingConfirmation : .running }
        (states[index].task, taskIndices[job]) = (tasks.count, tasks.count)
        if isScheduled {
            queue.add(.start, of: tasks.count, at: start)
        } else {
            inFlight += 1
            if case .running(.some) = upgrade { queue.add(.end, of: tasks.count, at: end) }
        }
        tasks.append(task)
    }

    /// When the next thing happens by itself; nil: nothing does.
    package var nextEvent: Date? { queue.nextTime }
}
