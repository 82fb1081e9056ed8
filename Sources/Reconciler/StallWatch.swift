import Foundation
import Glibc
import Synchronization

/// Notices that the process, or the machine under it, stood still. What was read before is then older than any call's
/// duration tells: the cloud was not slow, this process was not there.
public final class StallWatch: Sendable {
    /// The process's own.
    public static let shared = StallWatch()

    private struct State {
        var seenAt: Int64
        var count = 0
        var isRunning = false
    }

    private let state: Mutex<State>
    private let uptime: @Sendable () -> Int64

    /// Nanoseconds that a beat may be late on a busy machine.
    private static let limit: Int64 = 5_000_000_000

    /// A watch that beats once `start` is called; the argument, nanoseconds since the machine's start, is for tests.
    public init(uptime: @escaping @Sendable () -> Int64 = { Nanoseconds.sinceBoot }) {
        self.uptime = uptime
        state = Mutex(State(seenAt: uptime()))
    }

    /// Beats twice a second for as long as the process lives. A second call does nothing.
    public func start() {
        let isNew = state.withLock { state in
            defer { state.isRunning = true }
            if !state.isRunning { state.seenAt = uptime() }
            return !state.isRunning
        }
        guard isNew else { return }
        // A thread of its own: a busy pool of tasks is no pause.
        let thread = Thread {
            while true {
                usleep(500_000)
                self.beat()
            }
        }
        thread.start()
    }

    /// How often the process has stood still.
    public var count: Int {
        beat()
        return state.withLock { $0.count }
    }

    /// Says that the process runs now. It may be the first to run after a pause, before the thread does.
    func beat() {
        state.withLock { state in
            let now = uptime()
            if now - state.seenAt > Self.limit { state.count += 1 }
            state.seenAt = now
        }
    }
}
