package import FoundationEssentials
package import Planning

/// The surroundings of a rollout in virtual time: a clock, a journal and a cloud, all of them values.
package protocol VirtualWorld {
    /// The error with which a world stops a run, such as a broken rule.
    associatedtype Failure: Error

    /// The present by the tool's clock.
    var toolNow: Date { get }

    /// Carries out one part of a step, which may move the clock, and says what comes of it.
    mutating func carryOut(_ part: StepPart) throws(Failure) -> PartOutcome

    /// Looks at the rollout after a step; a world that checks nothing does nothing.
    func examine(_ rollout: Rollout) throws(Failure)
}

extension VirtualWorld {
    package func examine(_ rollout: Rollout) throws(Failure) {}
}

/// What comes of one part of a step.
package enum PartOutcome: Sendable {
    /// The part is recorded or told, or it was left out; the rollout hears nothing of it.
    case done
    /// The effect was performed and led to this event.
    case event(Event)
    /// The run was asked to stop while the effect was performed, which led to this event afterwards, unless the rollout
    /// ended before.
    case interrupted(then: Event)
    /// The run is over with this result.
    case finished(RunResult)
    /// The process was killed before the result of the part, and the rest of the step is lost.
    case killed
}
