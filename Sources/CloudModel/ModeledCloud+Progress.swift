import Fleet
public import FoundationEssentials

extension ModeledCloud {
    /// Lets everything happen that is due until `now`, in the order of time. An earlier `now` changes nothing.
    public mutating func advance(to now: Date) {
        while let event = queue.next(until: now) {
            self.now = max(self.now, event.time)
            switch event.kind {
            case .start: start(event.task, at: event.time)
            case .halfway: stopForConfirmation(event.task)
            case .end: end(event.task, at: event.time)
            }
        }
        self.now = max(self.now, now)
    }

    /// An upgrade goes where the cloud offers when it starts to run, not when it was asked for.
    private mutating func start(_ taskIndex: Int, at time: Date) {
        guard tasks[taskIndex].phase == .pending else { return }
        let index = tasks[taskIndex].instance
        if tasks[taskIndex].kind == .scheduled { inFlight += 1 }
        tasks[taskIndex].phase = .running
        if tasks[taskIndex].kind != .precheck {
            let instance = states[index].instance
            states[index].revision += 1
            if let refusal = fitness(of: instance) {
                return finish(taskIndex, at: time, failure: refusal.message)
            }
            tasks[taskIndex].target = instance.offered
            if instance.stopsForConfirmation {
                let half = tasks[taskIndex].duration / 2
                return queue.add(.halfway, of: taskIndex, at: time.addingTimeInterval(half))
            }
        }
        queue.add(.end, of: taskIndex, at: tasks[taskIndex].endsAt)
    }

    private mutating func stopForConfirmation(_ taskIndex: Int) {
        if tasks[taskIndex].phase == .running { tasks[taskIndex].phase = .awaitingConfirmation }
    }

    /// What the console's click does: the rest of a pre-upgrade runs (`API.md` §0, fact 3).
    ///
    /// Throws `DBS.280001` where nothing waits for a confirmation.
    public mutating func confirm(_ id: String, at now: Date) throws(SimulatedError) {
        advance(to: now)
        let index = try index(of: id)
        guard let taskIndex = states[index].task, tasks[taskIndex].phase == .awaitingConfirmation else {
            throw .badParameter("nothing waits for a confirmation of \(id)")
        }
        tasks[taskIndex].phase = .running
        tasks[taskIndex].endsAt = self.now.addingTimeInterval(tasks[taskIndex].duration / 2)
        queue.add(.end, of: taskIndex, at: tasks[taskIndex].endsAt)
    }

    /// Lets upgrades take so long: later ones from their acceptance on, and those in flight from now on. Those that are
    /// scheduled keep their time, and so do pre-upgrades that stop for a confirmation.
    public mutating func setUpgradeDuration(_ duration: ClosedRange<Duration>, at now: Date) {
        advance(to: now)
        settings.upgradeDuration = duration
        for state in states {
            guard let taskIndex = state.task, tasks[taskIndex].kind == .immediate, !state.instance.stopsForConfirmation
            else { continue }
            let drawn = Double.random(
                in: duration.lowerBound.inSeconds...duration.upperBound.inSeconds, using: &random)
            (tasks[taskIndex].duration, tasks[taskIndex].endsAt) = (drawn, self.now.addingTimeInterval(drawn))
            if tasks[taskIndex].phase == .pending {
                tasks[taskIndex].startsAt = self.now
                queue.add(.start, of: taskIndex, at: self.now)
            } else {
                queue.add(.end, of: taskIndex, at: tasks[taskIndex].endsAt)
            }
        }
        advance(to: now)
    }

    private mutating func end(_ taskIndex: Int, at time: Date) {
        // The time may have been changed since.
        guard tasks[taskIndex].phase == .running, tasks[taskIndex].endsAt <= time else { return }
        let target = tasks[taskIndex].target
        let failsOnce = target.map { states[tasks[taskIndex].instance].instance.failsOnce.remove($0) != nil } ?? false
        let fails = tasks[taskIndex].fails || failsOnce
        finish(taskIndex, at: time, failure: fails ? "Upgrading the kernel version failed." : nil)
    }

    private mutating func finish(_ taskIndex: Int, at time: Date, failure: String?) {
        tasks[taskIndex].phase = failure == nil ? .completed : .failed
        tasks[taskIndex].failReason = failure
        tasks[taskIndex].ended = time
        guard tasks[taskIndex].kind != .precheck else { return }
        let index = tasks[taskIndex].instance
        inFlight -= 1
        (states[index].task, states[index].lastTask) = (nil, taskIndex)
        guard failure == nil, let target = tasks[taskIndex].target else { return forget(taskIndex) }
        change(index, at: time) { instance in
            instance.version = target
            instance.dropReachedOffers()
        }
        states[index].updated = time
        states[index].record.moved(to: target, at: time)
        if let origin = tasks[taskIndex].origin {
            upgradeRequests[origin.request].members[origin.member].landedOn = target
        }
    }

    /// An upgrade that came to nothing may be asked for again.
    package mutating func forget(_ taskIndex: Int) {
        guard let version = tasks[taskIndex].acceptedAt else { return }
        states[tasks[taskIndex].instance].acceptedAt.remove(version)
    }

    /// Why an instance can't be upgraded as it stands; nil where it can (`API.md` §2).
    package func fitness(of instance: CloudInstance) -> SimulatedError? {
        switch instance.status.lowercased() {
        case "normal", "active": break
        case "frozen", "storage full": return .frozenOrFull
        default: return .unhealthy
        }
        if instance.nodes < 2 { return .singleNode }
        return instance.offered == nil ? .alreadyLatest : nil
    }
}
