import FoundationEssentials
import Fleet

/// What the decisions about many instances depend on besides what is known of each: of the whole fleet, or of the waves
/// before their own. Where one of them changes, those decisions are made again.
struct SharedFacts: Hashable, Sendable {
    /// What keeps each wave's instances from being upgraded before its turn.
    let barriers: [Action?]
    /// What keeps them from the first request of a run.
    let before: [Action?]
    /// The rest, which is about all instances.
    let ofFleet: OfFleet

    struct OfFleet: Hashable, Sendable {
        let spentBudget: String?
        let offTargetVersions, offTargetStops: [KernelVersion: String]
        let permission: RolloutPolicy.Permission
        let pause: Pause?
        let revision: RevisionState
        let upstreams: UpstreamBarrier
        /// The end of the run's grace period, until an observation has begun after it.
        let graceUntil: Date?
    }

    init(_ situation: Situation, _ waves: Waves) {
        let external = situation.memory.external
        (barriers, before) = (waves.barriers, waves.before)
        ofFleet = OfFleet(
            spentBudget: waves.spentBudget, offTargetVersions: waves.offTargetVersions,
            offTargetStops: external.offTargetStops, permission: waves.permission, pause: situation.pause,
            revision: external.revision, upstreams: waves.upstreams,
            graceUntil: situation.memory.graceUntil.flatMap { situation.observation.startedAt < $0 ? $0 : nil })
    }
}
