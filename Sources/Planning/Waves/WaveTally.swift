import FoundationEssentials

/// The sum of what the instances of a wave add to its counts. It is kept from step to step: what an instance added before
/// is taken away, and what it adds now is added.
struct WaveTally: Hashable, Sendable {
    private(set) var suspended = 0
    private(set) var ahead = 0
    private(set) var counted = 0
    private(set) var inSync = 0
    private(set) var atRest = 0
    private(set) var unavailable = 0
    private(set) var moving = 0
    private(set) var scheduled = 0
    /// How many are at rest of which it is remembered since when.
    private(set) var remembered = 0
    /// Since when the last of those has been at rest.
    private(set) var latestRest = Date.distantPast

    /// Adds what an instance adds.
    mutating func add(_ share: WaveShare) {
        count(share.traits, 1)
        if share.traits.contains(.remembered) { latestRest = max(latestRest, share.restingSince) }
    }

    /// Takes away what an instance added; true: since when the last one has been at rest is to be found anew.
    mutating func remove(_ share: WaveShare) -> Bool {
        count(share.traits, -1)
        return share.traits.contains(.remembered) && share.restingSince >= latestRest
    }

    /// Takes in the shares that are left after the last one to come to rest was taken away.
    mutating func findLatestRest(among shares: some Sequence<WaveShare>) {
        latestRest = .distantPast
        for share in shares where share.traits.contains(.remembered) {
            latestRest = max(latestRest, share.restingSince)
        }
    }

    private mutating func count(_ traits: WaveShare.Traits, _ one: Int) {
        if traits.contains(.suspended) { suspended += one }
        if traits.contains(.ahead) { ahead += one }
        if traits.contains(.counted) { counted += one }
        if traits.contains(.inSync) { inSync += one }
        if traits.contains(.atRest) { atRest += one }
        if traits.contains(.unavailable) { unavailable += one }
        if traits.contains(.moving) { moving += one }
        if traits.contains(.scheduled) { scheduled += one }
        if traits.contains(.remembered) { remembered += one }
    }
}
