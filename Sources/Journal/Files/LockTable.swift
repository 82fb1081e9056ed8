import Glibc
import Synchronization

/// The locks of many fleets in one file, through one descriptor however many they are: each locks a byte of its own.
/// The system gives all of them back when the process dies.
enum LockTable {
    /// A lock that this process holds.
    struct Entry: Hashable, Sendable {
        fileprivate var file: FileIdentity
        fileprivate var byte: Int64
    }

    private struct OpenFile {
        var descriptor: Int32
        var held: Set<Int64> = []
    }

    /// By the file and not by its path: a directory that was deleted and made again is another one.
    private static let open = Mutex<[FileIdentity: OpenFile]>([:])

    /// `F_OFD_SETLK`: unlike `F_SETLK`, such a lock stays when another descriptor of the file is closed.
    private static let setLock: Int32 = 37
    /// `F_OFD_GETLK`: tells of a lock without taking one, also through a descriptor that only reads.
    private static let getLock: Int32 = 36

    /// Locks a byte of the file, which is made where it is missing; nil: another run holds it, in this process or another.
    static func lock(_ path: String, byte: UInt64) throws(LockFile.Failure) -> Entry? {
        let byte = offset(byte)
        let result = open.withLock { files -> Result<Entry?, LockFile.Failure> in
            do throws(LockFile.Failure) {
                let (identity, opened) = try openFile(path, files)
                let entry = Entry(file: identity, byte: byte)
                var file = opened
                defer { if files[identity] == nil { close(file.descriptor) } }
                guard !file.held.contains(byte) else { return .success(nil) }
                if let failure = set(Int16(F_WRLCK), entry, file.descriptor) {
                    guard [EAGAIN, EACCES, EINTR].contains(failure) else { throw LockFile.Failure(code: failure) }
                    return .success(nil)
                }
                file.held.insert(byte)
                files[identity] = file
                return .success(entry)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The file at the path, which is opened only where it is not open already: to close a second descriptor, the system
    /// looks through all its locks.
    private static func openFile(
        _ path: String, _ files: [FileIdentity: OpenFile]
    ) throws(LockFile.Failure) -> (FileIdentity, OpenFile) {
        if let known = FileIdentity(at: path), let file = files[known] { return (known, file) }
        let (descriptor, identity) = try LockFile.open(path)
        // It was put there since.
        guard let file = files[identity] else { return (identity, OpenFile(descriptor: descriptor)) }
        close(descriptor)
        return (identity, file)
    }

    /// Gives a lock back. A second time does nothing.
    static func unlock(_ entry: Entry) {
        open.withLock { files in
            guard var file = files[entry.file], file.held.remove(entry.byte) != nil else { return }
            // A program that is being started has a copy of the descriptor until it runs; closing ours would leave it the lock.
            _ = set(Int16(F_UNLCK), entry, file.descriptor)
            files[entry.file] = file.held.isEmpty ? nil : file
            if file.held.isEmpty { close(file.descriptor) }
        }
    }

    /// Whether a run, of this process or another, holds a byte of the file; a file that is missing holds none.
    static func isLocked(_ path: String, byte: UInt64) throws(LockFile.Failure) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw LockFile.Failure(code: errno)
        }
        defer { close(descriptor) }
        var lock = record(Int16(F_WRLCK), offset(byte))
        guard fcntl(descriptor, getLock, &lock) == 0 else { throw LockFile.Failure(code: errno) }
        return lock.l_type != Int16(F_UNLCK)
    }

    private static func set(_ kind: Int16, _ entry: Entry, _ descriptor: Int32) -> Int32? {
        var lock = record(kind, entry.byte)
        return fcntl(descriptor, setLock, &lock) == 0 ? nil : errno
    }

    private static func record(_ kind: Int16, _ byte: Int64) -> flock {
        var lock = flock()
        lock.l_type = kind
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(byte)
        lock.l_len = 1
        return lock
    }

    /// A place in the file that the system's locks reach.
    private static func offset(_ byte: UInt64) -> Int64 { Int64(byte & 0x3FFF_FFFF_FFFF_FFFF) }
}
