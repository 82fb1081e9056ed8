public import Fleet
public import FoundationEssentials

extension ModeledCloud {
    /// Changes when an instance's delayed upgrades will run (`API.md` §1, Other): on the hour, for 1 to 4 hours.
    /// What is already scheduled keeps its time. Throws `DBS.280001` for another window.
    public mutating func setMaintenanceWindow(
        of id: String, from: String, to: String, at now: Date
    ) throws(SimulatedError) {
        advance(to: now)
        let index = try index(of: id)
        guard let window = MaintenanceWindow(from: from, to: to), window.start % 60 == 0, window.end % 60 == 0,
            window.length <= 4 * 60
        else { throw .badParameter("a maintenance window is on the hour and 1 to 4 hours long") }
        change(index, at: self.now) { $0.maintenanceWindow = window }
    }

    /// Replaces the versions that an instance will be offered, one after the other.
    public mutating func setOffers(of id: String, to offers: [KernelVersion], at now: Date) throws(SimulatedError) {
        advance(to: now)
        let index = try index(of: id)
        change(index, at: self.now) { instance in
            instance.offers = offers
            instance.dropReachedOffers()
        }
    }

    /// Gives an instance another status.
    public mutating func setStatus(of id: String, to status: String, at now: Date) throws(SimulatedError) {
        advance(to: now)
        let index = try index(of: id)
        change(index, at: self.now) { $0.status = status }
    }

    /// The version query (`API.md` §1): where an upgrade that runs now would land. It is counted.
    public mutating func askOffer(of id: String, at now: Date) throws(SimulatedError) -> CloudInstance {
        advance(to: now)
        let index = try index(of: id)
        states[index].record.offersAsked += 1
        return instance(index, lagging: faults.offerLag)
    }

    /// The status that the list shows.
    package func shownStatus(of state: InstanceState) -> String {
        guard let word = settings.statusDuringUpgrade else { return state.instance.status }
        let time = now.addingTimeInterval(-faults.listLag.inSeconds)
        let isUpgraded = [state.task, state.lastTask].compactMap { $0.map { tasks[$0] } }.contains { task in
            task.phase != .pending && task.startsAt <= time && task.ended.map { $0 > time } ?? true
        }
        return isUpgraded ? word : state.instance.status
    }
}
