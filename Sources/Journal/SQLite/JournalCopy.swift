import FoundationEssentials
import GRDB
import Glibc

/// A private copy of a journal that can be read but not opened where it is: on a read-only mount, in another user's directory,
/// on a full disk. It goes with this value.
final class JournalCopy {
    /// The copy's file.
    let path: String
    private let folder: String
    private static let suffixes = ["", "-wal"]

    /// Whether an error in opening the journal may come from where it is, and not from what it holds.
    static func mayHelp(against error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR, .SQLITE_FULL: true
        default: false
        }
    }

    /// Copies the journal and what is committed beside it. A writer that is at work meanwhile makes it start again.
    init(of journal: String) throws {
        var failure = ENOENT
        var made: String?
        for parent in [ProcessInfo.processInfo.environment["TMPDIR"], "/tmp", "/var/tmp", "/dev/shm"] {
            guard let parent, parent.hasPrefix("/") else { continue }
            var template = Array("\(parent)/dbconverge-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                failure = errno
                continue
            }
            let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            do throws(Failure) {
                try Self.copy(journal, into: folder)
                made = folder
                break
            } catch {
                Self.remove(folder)
                if error.isAboutSource { throw JournalError.notReadable(error.path, error.code) }
                failure = error.code
            }
        }
        guard let made else { throw JournalError.notCopied(journal, failure) }
        folder = made
        path = made + "/journal.sqlite"
    }

    deinit { Self.remove(folder) }

    private struct Failure: Error {
        var code: Int32
        var path: String
        var isAboutSource: Bool
    }

    private static func copy(_ journal: String, into folder: String) throws(Failure) {
        for attempt in 1...20 {
            let before = suffixes.map { state(journal + $0) }
            for suffix in suffixes { try copyFile(journal + suffix, to: folder + "/journal.sqlite" + suffix) }
            if before == suffixes.map({ state(journal + $0) }) { return }
            usleep(UInt32(attempt) * 5_000)
        }
        throw Failure(code: EBUSY, path: journal, isAboutSource: true)
    }

    /// What changes with each write: which file it is, its length and its time.
    private static func state(_ path: String) -> [Int64] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        return [
            Int64(status.st_ino), Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
        ]
    }

    private static func copyFile(_ source: String, to target: String) throws(Failure) {
        unlink(target)
        let input = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard input >= 0 else {
            // The file beside the journal need not be there.
            if errno == ENOENT, source.hasSuffix("-wal") { return }
            throw Failure(code: errno, path: source, isAboutSource: true)
        }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw Failure(code: errno, path: target, isAboutSource: false) }
        defer { close(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(code: errno, path: source, isAboutSource: true)
            }
            var done = 0
            while done < count {
                let written = buffer[done..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                if written < 0, errno != EINTR { throw Failure(code: errno, path: target, isAboutSource: false) }
                done += max(0, written)
            }
        }
    }

    private static func remove(_ folder: String) {
        for suffix in suffixes + ["-shm", "-journal"] { unlink(folder + "/journal.sqlite" + suffix) }
        rmdir(folder)
    }
}
