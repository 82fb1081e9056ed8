package import Planning

/// One run of a rollout in virtual time: the loop that the reconciler has for the real cloud, without waiting.
package struct VirtualRun: Sendable {
    /// The rollout as the run has left it.
    package private(set) var rollout: Rollout

    /// A run that has not begun.
    package init(_ rollout: Rollout) { self.rollout = rollout }

    /// Plays the run to its end in a world, and gives it up after `limit` steps. `amount` says by how much the clock
    /// was set since an earlier run; nil: the tool notices nothing of the kind.
    package mutating func play<World: VirtualWorld>(
        in world: inout World, clockSetBy amount: Duration?, atMost limit: Int
    ) throws(World.Failure) -> VirtualRunEnd {
        var step = rollout.step(.began, now: world.toolNow)
        // As in the reconciler, this step takes the place of the first one.
        if let amount { step = rollout.step(.clockSet(by: amount), now: world.toolNow) }
        for _ in 0..<limit {
            try world.examine(rollout)
            var next: Step?
            for part in step.parts {
                switch try world.carryOut(part) {
                case .done: break
                case .event(let event): next = rollout.step(event, now: world.toolNow)
                case .interrupted(let event):
                    let stop = rollout.step(.interrupted, now: world.toolNow)
                    // A request that is under way gets its answer first.
                    next = stop.next == nil ? rollout.step(event, now: world.toolNow) : stop
                case .finished(let result): return .finished(result)
                case .killed: return .killed
                }
            }
            guard let next else { return .stuck }
            step = next
        }
        return .stepLimit
    }
}

/// How a run in virtual time ended.
package enum VirtualRunEnd: Hashable, Sendable {
    /// The rollout finished with this result.
    case finished(RunResult)
    /// The process was killed.
    case killed
    /// A step led to no event, so that nothing would ever happen again.
    case stuck
    /// The run took more steps than it may.
    case stepLimit
}
