/// How a run ended.
public enum RunResult: Hashable, Sendable {
    /// Every instance that counts runs its declared version.
    case converged
    /// Everything that is left goes on by itself, at the next run: it waits for a time or for what is in flight.
    case waiting
    /// At least one instance needs a person.
    case attention
    /// What is left lies beyond `maxChanges`.
    case maxChanges
    /// The ref has left the commit of the run, and stands at this one.
    case revisionMoved(to: String)
    /// Another run has the fleet.
    case locked(message: String)
    /// The run timed out while work was in flight or left.
    case timedOut
    /// A signal stopped it.
    case interrupted
    /// It could not go on.
    case failed(message: String)
}
