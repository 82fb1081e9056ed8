import Fleet
public import FoundationEssentials

extension CloudModel {
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
    private mutating func start(_ place: Int, at time: Date) {
        guard tasks[place].phase == .pending else { return }
        let index = tasks[place].instance
        if tasks[place].kind == .scheduled { inFlight += 1 }
        tasks[place].phase = .running
        if tasks[place].kind != .precheck {
            let instance = states[index].instance
            states[index].revision += 1
            if let refusal = fitness(of: instance) {
                return finish(place, at: time, failure: refusal.message)
            }
            tasks[place].target = instance.offered
            if instance.stopsForConfirmation {
                let half = tasks[place].duration / 2
                return queue.add(.halfway, of: place, at: time.addingTimeInterval(half))
            }
        }
        queue.add(.end, of: place, at: tasks[place].endsAt)
    }

    private mutating func stopForConfirmation(_ place: Int) {
        if tasks[place].phase == .running { tasks[place].phase = .awaitingConfirmation }
    }

    /// What the console's click does: the rest of a pre-upgrade runs (`API.md` §0, fact 3).
    ///
    /// Throws `DBS.280001` where nothing waits for a confirmation.
    public mutating func confirm(_ id: String, at now: Date) throws(CloudError) {
        advance(to: now)
        let index = try index(of: id)
        guard let place = states[index].task, tasks[place].phase == .awaitingConfirmation else {
            throw .badParameter("nothing waits for a confirmation of \(id)")
        }
        tasks[place].phase = .running
        tasks[place].endsAt = self.now.addingTimeInterval(tasks[place].duration / 2)
        queue.add(.end, of: place, at: tasks[place].endsAt)
    }

    private mutating func end(_ place: Int, at time: Date) {
        guard tasks[place].phase == .running else { return }
        finish(place, at: time, failure: tasks[place].fails ? "Upgrading the kernel version failed." : nil)
    }

    private mutating func finish(_ place: Int, at time: Date, failure: String?) {
        tasks[place].phase = failure == nil ? .completed : .failed
        tasks[place].failReason = failure
        tasks[place].ended = time
        guard tasks[place].kind != .precheck else { return }
        let index = tasks[place].instance
        inFlight -= 1
        (states[index].task, states[index].lastTask) = (nil, place)
        guard failure == nil, let target = tasks[place].target else { return forget(place) }
        change(index, at: time) { instance in
            instance.version = target
            instance.dropReachedOffers()
        }
        states[index].updated = time
        states[index].record.moved(to: target, at: time)
        if let origin = tasks[place].origin {
            upgradeRequests[origin.request].members[origin.member].landedOn = target
        }
    }

    /// An upgrade that came to nothing may be asked for again.
    mutating func forget(_ place: Int) {
        guard let version = tasks[place].acceptedAt else { return }
        states[tasks[place].instance].acceptedAt.remove(version)
    }

    /// Why an instance can't be upgraded as it stands; nil where it can (`API.md` §2).
    func fitness(of instance: CloudInstance) -> CloudError? {
        switch instance.status.lowercased() {
        case "normal", "active": break
        case "frozen", "storage full": return .frozenOrFull
        default: return .unhealthy
        }
        if instance.nodes < 2 { return .singleNode }
        return instance.offered == nil ? .alreadyLatest : nil
    }
}
