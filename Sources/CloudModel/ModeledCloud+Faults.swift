public import Fleet
public import FoundationEssentials

extension ModeledCloud {
    /// Sets what goes wrong from now on; an offer that moves counts from here.
    public mutating func setFaults(_ faults: CloudFaults, at now: Date) {
        guard faults != self.faults else { return }
        advance(to: now)
        if faults.offerMoves != self.faults.offerMoves {
            pendingMove = faults.offerMoves.map {
                (move: $0, requests: upgradeRequests.count, since: self.now)
            }
        }
        self.faults = faults
    }

    /// A newer offer for every instance: it takes the place of the last version of each chain.
    public mutating func moveOffer(to version: KernelVersion, at now: Date) {
        advance(to: now)
        for index in states.indices where states[index].instance.version < version {
            change(index, at: self.now) { instance in
                instance.offers = instance.offers.dropLast().filter { $0 < version } + [version]
            }
        }
    }

    /// Lets an offer move whose time has come, before what happens after that.
    package mutating func moveOfferIfDue(at now: Date) {
        guard let pending = pendingMove else { return }
        let due: Date
        switch pending.move.after {
        case .requests(let count):
            guard upgradeRequests.count - pending.requests >= count else { return }
            due = self.now
        case .time(let time):
            due = pending.since.addingTimeInterval(time.inSeconds)
            guard due <= now else { return }
        }
        pendingMove = nil
        moveOffer(to: pending.move.version, at: due)
    }

    /// Changes an instance and, while anything lags, remembers what it was.
    package mutating func change(_ index: Int, at time: Date, _ body: (inout CloudInstance) -> Void) {
        if faults.listLag > .zero || faults.offerLag > .zero {
            states[index].past.append((until: time, instance: states[index].instance))
            if states[index].past.count > 8 { states[index].past.removeFirst() }
        }
        body(&states[index].instance)
    }

    /// An instance as it was so long ago, as far back as it is remembered.
    package func instance(_ index: Int, lagging: Duration) -> CloudInstance {
        let state = states[index]
        guard lagging > .zero, !state.past.isEmpty else { return state.instance }
        let time = now.addingTimeInterval(-lagging.inSeconds)
        return state.past.first { $0.until > time }?.instance ?? state.instance
    }

    /// With which code an instance is refused, whatever its status; nil: it isn't.
    package func refusalCode(of instance: CloudInstance) -> String? {
        if let code = instance.refuses { return code }
        guard faults.refuse > 0 else { return nil }
        var random = SeededGenerator(seed: seed, key: "refuse \(instance.id)")
        return Double.random(in: 0..<1, using: &random) < faults.refuse ? faults.refuseCode : nil
    }
}
