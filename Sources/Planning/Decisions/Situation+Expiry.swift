import FoundationEssentials
import Fleet

extension Situation {
    /// When what is decided about an instance, or counted of it, may change by the passing of time alone; nil: never. It
    /// may be earlier than that, and lies in the past where the observation that changes it has not begun.
    ///
    /// What waits for the same time in the whole fleet is no part of it: windows, freezes, pauses, soaks and the grace
    /// period of the run are in ``SharedFacts``. What a rule has let pass by its time, it does not stop again, but for
    /// the rules that are named here.
    func expiry(of desired: DesiredInstance, _ action: Action) -> Date? {
        let id = desired.id
        if action == .none, observation.inFlight[id] == nil { return nil }
        var times: [Date?] = []
        if let job = observation.inFlight[id], fleetState.submissions[id] == nil, !job.isOverdue(in: self) {
            times.append(job.runsSince.map { $0 + fleet.rollout.upgradeTimeout })
        }
        if action != .none { times += expiries(ofWhatIsRead: id) + [action.reason?.until] }
        // A moment earlier, so that no rounding of a sum lets one pass.
        return times.compactMap(\.self).min()?.addingTimeInterval(-0.001)
    }

    /// When what was read of an instance, and has its time yet, is out of date.
    private func expiries(ofWhatIsRead id: InstanceID) -> [Date?] {
        var times: [Date?] = []
        if let offer = offers[id] {
            let age = now.since(offer.readAt)
            if age < .zero {
                times.append(offer.readAt)
            } else if age < settings.maximumOfferAge {
                times.append(offer.readAt + settings.maximumOfferAge)
            }
        }
        if case .result(let result)? = memory.prechecks[id], now.since(result.updatedAt) < PrecheckState.maximumAge {
            times.append(result.updatedAt + PrecheckState.maximumAge)
        }
        if fleet.rollout.needsMaintenanceWindows, let window = offers.window(of: id) {
            times.append(window.next(after: now).upperBound)
        }
        return times
    }
}
