public import FoundationEssentials
import Glibc
import Journal
import Synchronization

/// The machine's clock as a run needs it: it goes on with the uptime, sleep of the machine included, so that the difference
/// of two readings is a duration whatever the machine's clock is set to meanwhile. `checkSettings` follows that clock.
public final class SteadyClock: WallClock {
    /// The machine's, for all runs of the process and what they read.
    public static let shared = SteadyClock()

    private struct State {
        /// Nanoseconds since 1970 when the uptime was zero.
        var offset: Int64
        var settings = ClockSettings()
    }

    private let state: Mutex<State>
    private let wall: @Sendable () -> Int64
    private let uptime: @Sendable () -> Int64
    private let boot: String?

    /// The machine's own. The arguments are for tests: nanoseconds since 1970 and since the machine's start, and what
    /// tells this start from others.
    public init(
        wall: @escaping @Sendable () -> Int64 = { Nanoseconds.sinceEpoch },
        uptime: @escaping @Sendable () -> Int64 = { Nanoseconds.sinceBoot },
        boot: String? = SteadyClock.machineBoot
    ) {
        (self.wall, self.uptime, self.boot) = (wall, uptime, boot)
        state = Mutex(State(offset: wall() - uptime()))
    }

    /// The present.
    public var now: Date {
        let offset = state.withLock { $0.offset }
        return Date(timeIntervalSince1970: Double(offset + uptime()) / 1e9)
    }

    /// Looks at the time again at least once a minute, so that a machine that slept is noticed.
    public func sleep(until date: Date) async throws {
        while true {
            let left = date.timeIntervalSince(now)
            guard left > 0 else { return try Task.checkCancellation() }
            try await Task.sleep(for: .seconds(min(left, 60)))
        }
    }

    /// Small differences are those of a clock that is being kept right, and no setting.
    public func checkSettings() -> ClockSettings {
        state.withLock { state in
            let offset = wall() - uptime()
            let difference = Duration.nanoseconds(offset - state.offset)
            state.offset = offset
            if difference > ClockMark.slack || difference < .zero - ClockMark.slack {
                state.settings.count += 1
                state.settings.last = difference
            }
            state.settings.mark = boot.map { ClockMark(boot: $0, offset: offset / 1_000_000) }
            return state.settings
        }
    }

    /// The kernel's id of this start of the machine; nil where it cannot be read.
    public static let machineBoot: String? = {
        let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self).filter { !$0.isWhitespace }
    }()
}

/// What clocks of the system show, in nanoseconds.
public enum Nanoseconds {
    /// Since the beginning of 1970, as the machine's clock is set.
    public static var sinceEpoch: Int64 { read(CLOCK_REALTIME) }
    /// Since the machine was started, its sleep included.
    public static var sinceBoot: Int64 { read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
