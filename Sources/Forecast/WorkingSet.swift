import CloudModel
import Fleet
import FoundationEssentials
import Planning

/// What of a situation a forecast has to move: the instances that are not in sync and at rest. The others are only
/// counted, so that a forecast costs as much as it moves.
struct WorkingSet {
    /// The fleet with those instances alone.
    private(set) var fleet: DesiredFleet
    /// How many others each wave has that count.
    private(set) var leftOut: [Int]
    /// The modeled ones, by what is known of them.
    private(set) var instances: [CloudInstance] = []
    /// Those that stay as they were observed, because their versions cannot be read.
    private(set) var unreadable: [ObservedInstance] = []
    /// Those to which something is being done that is no upgrade.
    private(set) var busy: [InstanceID] = []
    /// Offers that could not be read, and will not be.
    private(set) var unreadableOffers: [InstanceID: String] = [:]

    init(_ situation: Situation) {
        fleet = situation.fleet
        let rollout = situation.fleet.rollout
        leftOut = Array(repeating: 0, count: rollout.waves.count)
        let remembered = situation.fleetState.instances
        // Of each wave the one that came to rest last decides when the soak is over.
        var latest: [Int: (since: Date, index: Int)] = [:]
        var isKept = [Bool](repeating: false, count: fleet.instances.count)
        for (index, desired) in fleet.instances.enumerated() {
            let observed = situation.observation.instances[desired.id]
            let isSettled =
                observed?.current == desired.version && observed?.status.fitness == .healthy
                && situation.observation.inFlight[desired.id] == nil && !remembered.contains(desired.id)
            guard isSettled else {
                isKept[index] = true
                continue
            }
            guard !desired.suspend, let wave = rollout.waveIndex(of: desired) else { continue }
            leftOut[wave] += 1
            guard let rest = situation.fleetState.atRest[desired.id], rest.version == desired.version else { continue }
            if latest[wave].map({ $0.since < rest.since }) ?? true { latest[wave] = (rest.since, index) }
        }
        for (wave, one) in latest {
            isKept[one.index] = true
            leftOut[wave] -= 1
        }
        fleet.instances = zip(fleet.instances, isKept).compactMap { $1 ? $0 : nil }
        let offers = ExpectedOffers(situation, fleet.instances)
        for desired in fleet.instances {
            guard let observed = situation.observation.instances[desired.id] else { continue }
            guard let current = observed.current else {
                unreadable.append(observed)
                continue
            }
            if let failure = situation.offers.failure(of: desired.id),
                !failure.mayPass || failure.attempts >= UnreadableOffer.maximumAttempts
            {
                unreadableOffers[desired.id] = failure.message
            }
            var instance = CloudInstance(
                id: desired.id, name: observed.name, version: current,
                offers: offers.chain(of: desired, at: current, situation),
                status: observed.status.description)
            if observed.status.fitness == .busy {
                // An upgrade shows by its job.
                let isUpgraded = situation.observation.inFlight[desired.id] != nil
                if isUpgraded { instance.status = "normal" } else { busy.append(desired.id) }
            }
            if let window = situation.offers.window(of: desired.id).flatMap({ MaintenanceWindow($0.description) }) {
                instance.maintenanceWindow = window
            }
            instances.append(instance)
        }
    }
}
