import Glibc
import Synchronization

/// The locks of many fleets in one file, through one descriptor however many they are: each fleet locks a byte of its own.
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

    /// Locks a byte of the file, which is made where it is missing; nil: another run holds it, in this process or another.
    static func lock(_ path: String, byte: UInt64) throws(LockFile.Failure) -> Entry? {
        let byte = Int64(byte & 0x3FFF_FFFF_FFFF_FFFF)
        let result = open.withLock { files -> Result<Entry?, LockFile.Failure> in
            do throws(LockFile.Failure) {
                let (descriptor, identity) = try LockFile.open(path)
                let entry = Entry(file: identity, byte: byte)
                var file = files[identity] ?? OpenFile(descriptor: descriptor)
                if file.descriptor != descriptor { close(descriptor) }
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

    private static func set(_ kind: Int16, _ entry: Entry, _ descriptor: Int32) -> Int32? {
        var lock = flock()
        lock.l_type = kind
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(entry.byte)
        lock.l_len = 1
        return fcntl(descriptor, setLock, &lock) == 0 ? nil : errno
    }
}
