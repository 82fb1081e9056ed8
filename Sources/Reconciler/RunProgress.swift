public import Fleet
import FoundationEssentials
public import Planning

/// What a run tells the person who watches it.
public enum RunProgress: Sendable {
    /// What the cloud calls the instances of a fleet; told before anything else is told of it.
    case names(fleet: String, [InstanceID: String])
    /// Something happened in a fleet.
    case notice(fleet: String, Notice)
    /// How a fleet stands now.
    case counts(fleet: String, ProgressCounts)
}
