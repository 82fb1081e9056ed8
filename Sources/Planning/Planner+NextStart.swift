package import FoundationEssentials

/// When a run could next request something.
package enum NextStart: Hashable, Sendable {
    /// As soon as it begins.
    case atOnce
    /// Then, in whole seconds.
    case at(Date)
    /// When something that is in flight has ended, or only after a person has acted.
    case unknown
}

extension Planner {
    /// When a run could next request something, as a plan's `nextRunAt` says it, with the two cases told apart in which
    /// that has no time.
    package func nextStart(in situation: Situation) -> NextStart {
        let waves = Waves(situation)
        var nextRun = NextRun(situation, waves, guards)
        for item in actions(in: situation, waves: waves) { _ = nextRun.timed(item) }
        return nextRun.isAtOnce ? .atOnce : nextRun.date.map { .at($0) } ?? .unknown
    }
}
