import Fleet
import FoundationEssentials
import Synchronization

/// The right to run a fleet: one run at a time has it, among all processes that share the state directory. It dies
/// with its process, even when that is killed.
///
/// A run takes it before it reads the journal and keeps it until it has ended:
/// ```swift
/// let lock = try await FleetLock.acquire(fleet, in: state, command: "dbconverge reconcile")
/// defer { lock.release() }
/// ```
public final class FleetLock: Sendable {
    /// The fleet.
    public let fleet: FleetKey
    private let entry: LockTable.Entry
    /// Where it says who holds it.
    private let path: String
    private let isHeld = Mutex(true)

    private init(_ fleet: FleetKey, _ entry: LockTable.Entry, _ path: String) {
        (self.fleet, self.entry, self.path) = (fleet, entry, path)
    }

    deinit { release() }

    /// Takes the lock. Where another run has it, tries again every `interval` until `timeout` has passed, by default not at
    /// all. `command` is what others are told that this process does; no secrets, for the file keeps it.
    ///
    /// Throws `.held` with who has it when the time is up, `.cancelled` when the task is cancelled meanwhile, and `.unusable`
    /// where the file or its directory cannot be made or locked. There is no line: of those who wait, any may be next.
    public static func acquire(
        _ fleet: FleetKey, in state: StateDirectory, command: String, timeout: Duration = .zero,
        interval: Duration = .milliseconds(200), clock: any WallClock = SteadyClock.shared
    ) async throws(LockError) -> FleetLock {
        do { try state.create() } catch { throw .unusable(fleet, error) }
        let path = state.lock(of: fleet)
        let deadline = clock.now.addingTimeInterval(timeout / .seconds(1))
        while true {
            do {
                if let lock = try lock(fleet, in: state, path) {
                    try LockFile.lock(path)?.write(Holder.current(command: command, now: clock.now).json)
                    return lock
                }
            } catch {
                throw .unusable(fleet, path, error)
            }
            let now = clock.now
            guard now < deadline else { throw .held(fleet, by: Holder.read(path)) }
            do {
                try await clock.sleep(until: min(deadline, now.addingTimeInterval(interval / .seconds(1))))
            } catch {
                throw .cancelled(fleet)
            }
        }
    }

    private static func lock(
        _ fleet: FleetKey, in state: StateDirectory, _ path: String
    ) throws(LockFile.Failure) -> FleetLock? {
        let byte = StableHash.of(path.split(separator: "/").last.map(String.init) ?? "")
        guard let entry = try LockTable.lock(state.fleetLocks, byte: byte) else { return nil }
        // It is given back where the fleet's own file is not to be used, or locked as earlier versions did.
        let lock = FleetLock(fleet, entry, path)
        return try LockFile.lock(path) == nil ? nil : lock
    }

    /// Lets go of the lock. A second time does nothing.
    public func release() {
        let wasHeld = isHeld.withLock { held in
            defer { held = false }
            return held
        }
        guard wasHeld else { return }
        // Who comes next must not be taken for this one; where that cannot be written, the name is only shown.
        try? LockFile.lock(path)?.write([])
        LockTable.unlock(entry)
    }
}
