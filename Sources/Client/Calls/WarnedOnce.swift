internal import Synchronization

/// Remembers that something was said, so that it is said once.
final class WarnedOnce: Sendable {
    private let isDone = Mutex(false)

    func callAsFunction(_ warn: () -> Void) {
        let isFirst = isDone.withLock { done in
            defer { done = true }
            return !done
        }
        if isFirst { warn() }
    }
}
