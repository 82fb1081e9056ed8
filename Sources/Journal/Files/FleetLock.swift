import Fleet
import FoundationEssentials
import Synchronization

/// The lock of one fleet: one run at a time has it, among all processes that share the state directory. It dies with
/// its process, even when that is killed.
final class FleetLock: Sendable {
    /// The fleet.
    let fleet: FleetKey
    private let entry: LockTable.Entry
    /// Where it says who holds it.
    private let path: String
    private let isHeld = Mutex(true)

    private init(_ fleet: FleetKey, _ entry: LockTable.Entry, _ path: String) {
        (self.fleet, self.entry, self.path) = (fleet, entry, path)
    }

    deinit { release() }

    /// Takes the lock at once, and says in its file who has it.
    ///
    /// Throws `.held` with who has it already, and `.unusable` where the file or its directory cannot be made or locked.
    static func take(_ fleet: FleetKey, in state: StateDirectory, holder: Holder) throws(LeaseError) -> FleetLock {
        do { try state.create() } catch { throw .unusable(fleet, error) }
        let path = state.lock(of: fleet)
        do throws(LockFile.Failure) {
            if let lock = try lock(fleet, in: state, path) {
                try LockFile.lock(path)?.write(holder.json)
                return lock
            }
        } catch {
            throw .unusable(fleet, path, error)
        }
        throw .held(fleet, by: Holder.read(path))
    }

    private static func lock(
        _ fleet: FleetKey, in state: StateDirectory, _ path: String
    ) throws(LockFile.Failure) -> FleetLock? {
        let byte = byte(of: path)
        guard let entry = try LockTable.lock(state.fleetLocks(byte), byte: byte) else { return nil }
        // It is given back where the fleet's own file is not to be used, or locked as earlier versions did.
        let lock = FleetLock(fleet, entry, path)
        return try LockFile.lock(path) == nil ? nil : lock
    }

    /// The fleet's byte in the table of locks, by the name of its own file.
    private static func byte(of path: String) -> UInt64 {
        StableHash.of(path.split(separator: "/").last.map(String.init) ?? "")
    }

    /// Whether a run has the lock now, and which. Takes nothing and makes no file.
    static func status(of fleet: FleetKey, in state: StateDirectory) -> LeaseStatus {
        let path = state.lock(of: fleet)
        let byte = byte(of: path)
        let table = state.fleetLocks(byte)
        do throws(LockFile.Failure) {
            guard try LockTable.isLocked(table, byte: byte) else { return .free }
            return .held(by: Holder.read(path))
        } catch {
            return .unreadable("\(table): \(error.description)")
        }
    }

    /// Lets go of the lock. A second time does nothing.
    func release() {
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
