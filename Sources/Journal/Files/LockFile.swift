import FoundationEssentials
import Glibc
import Synchronization

/// A file that one holder at a time has locked, through `flock`: the lock goes when the holder lets go of it or dies,
/// however it does. The file stays for ever: two that lock a file by name, one of them before it was deleted, would
/// both succeed.
final class LockFile: Sendable {
    private let descriptor: Mutex<Int32?>

    /// A call of the system failed, with this `errno`, or the file may be another user's work.
    struct Failure: Error {
        var code: Int32
        var objection: String?
        var description: String { objection ?? String(cString: strerror(code)) }
    }

    /// Locks the file, which is made where it is missing; nil: another process has locked it.
    static func lock(_ path: String) throws(Failure) -> LockFile? {
        let (descriptor, _) = try open(path)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return LockFile(descriptor) }
        let failure = errno
        close(descriptor)
        if failure == EWOULDBLOCK || failure == EINTR { return nil }
        throw Failure(code: failure)
    }

    /// Opens a file to lock it; throws where it may be another user's work.
    static func open(_ path: String) throws(Failure) -> (descriptor: Int32, identity: FileIdentity) {
        // Programs that this one starts must not inherit the lock, and keep it. A link would lead to a file that is
        // emptied.
        let descriptor = openFile(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let failure = errno
            throw Failure(code: failure, objection: failure == ELOOP ? "it is a symbolic link" : nil)
        }
        var status = stat()
        if fstat(descriptor, &status) != 0 || Trust.objection(toFile: status) != nil {
            close(descriptor)
            throw Failure(code: EPERM, objection: Trust.objection(toFile: status))
        }
        return (descriptor, FileIdentity(status))
    }

    private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit { release() }

    /// Lets go of the lock. A second time does nothing.
    func release() {
        descriptor.withLock {
            guard let descriptor = $0 else { return }
            // A program that is being started has a copy until it runs; closing ours alone would leave it the lock.
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
            $0 = nil
        }
    }

    /// Replaces what the file says, which is a courtesy to others: a failure changes nothing about the lock.
    func write(_ bytes: [UInt8]) {
        descriptor.withLock {
            guard let descriptor = $0, ftruncate(descriptor, 0) == 0 else { return }
            _ = pwrite(descriptor, bytes, bytes.count, 0)
        }
    }
}

/// The system's `open`, which the type's own hides.
private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
