public import Fleet
import FoundationEssentials
public import Planning

/// What a run tells the person who watches it.
public enum RunProgress: Sendable {
    /// What the cloud lists, with the names of a fleet's instances; told before anything else is told of it.
    case listed(fleet: String, ObservedInstances)
    /// Something happened in a fleet.
    case notice(fleet: String, Notice)
    /// How a fleet stands now.
    case counts(fleet: String, ProgressCounts)
}
