import Fleet
import Planning

/// What the cloud is expected to offer: what it was read to offer, and where that is not known what is declared.
struct ExpectedOffers {
    /// What was read of instances of the fleet, by the version that they run; of several the lowest.
    private var known: [KernelVersion: KernelVersion] = [:]

    init(_ situation: Situation, _ instances: [DesiredInstance]) {
        for desired in instances {
            guard let offer = situation.offers[desired.id], let current = offer.current, let offered = offer.offered,
                offered > current
            else { continue }
            known[current] = min(known[current] ?? offered, offered)
        }
    }

    /// The versions that an instance is offered one after the other, beginning with what was read of it; empty where
    /// that was nothing.
    func chain(of desired: DesiredInstance, at current: KernelVersion, _ situation: Situation) -> [KernelVersion] {
        let target = situation.fleetState.submissions[desired.id]?.target
        var next: KernelVersion
        if let target, target > current {
            next = target
        } else if let offer = situation.offers[desired.id], offer.current == current {
            guard let offered = offer.offered, offered > current else { return [] }
            next = offered
        } else if current < desired.version {
            next = self.next(from: current, to: desired)
        } else {
            return []
        }
        var chain = [next]
        while next < desired.version {
            next = self.next(from: next, to: desired)
            chain.append(next)
        }
        return chain
    }

    /// Always beyond `version`, which is below what is declared.
    private func next(from version: KernelVersion, to desired: DesiredInstance) -> KernelVersion {
        known[version] ?? desired.via.filter { $0 > version }.min() ?? desired.version
    }
}
