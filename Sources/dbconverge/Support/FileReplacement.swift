import Glibc

/// Replaces the contents of several files, all of them or none as far as the file system permits.
///
/// The new contents are written beside the old files first, with their modes; only then are the files replaced, each
/// at once. Where that fails half-way, those that were replaced get their old contents back.
enum FileReplacement {
    typealias Item = (path: String, old: [UInt8], new: [UInt8])

    /// Throws `Failure` where a file is not as it was read, is a symbolic link, or cannot be written.
    static func replace(_ files: [Item]) throws(Failure) {
        var prepared: [String] = []
        defer { for file in prepared { unlink(file) } }
        for file in files {
            try check(file)
            prepared.append(try prepare(file.new, for: file.path))
        }
        for (index, file) in files.enumerated() {
            do throws(Failure) {
                try check(file)
                guard rename(prepared[index], file.path) == 0 else { throw failure(file.path) }
            } catch {
                throw restore(Array(files[..<index]), after: error)
            }
        }
    }

    /// All bytes of a regular file; nil, with `errno`, where it cannot be read. A symbolic link is not followed.
    static func bytes(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func check(_ file: Item) throws(Failure) {
        guard let now = bytes(of: file.path) else { throw failure(file.path) }
        guard now == file.old else {
            throw Failure(
                message: "'\(file.path)' has changed since it was read; nothing was written", hint: "run this again")
        }
        guard access(file.path, W_OK) == 0 else { throw failure(file.path) }
    }

    /// A new file in the same folder, with the old one's mode.
    private static func prepare(_ bytes: [UInt8], for path: String) throws(Failure) -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path) }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var template = Array("\(folder)/.dbconverge-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw failure(path) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        var isWritten = fchmod(file, status.st_mode & 0o7777) == 0
        var rest = bytes[...]
        while isWritten, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            isWritten = count > 0
            rest = rest.dropFirst(max(0, count))
        }
        isWritten = isWritten && fsync(file) == 0
        let problem = errno
        close(file)
        guard isWritten else {
            unlink(temporary)
            errno = problem
            throw failure(path)
        }
        return temporary
    }

    private static func restore(_ files: [Item], after failure: Failure) -> Failure {
        var lost: [String] = []
        for file in files {
            guard let old = try? prepare(file.old, for: file.path) else {
                lost.append(file.path)
                continue
            }
            guard rename(old, file.path) == 0 else {
                unlink(old)
                lost.append(file.path)
                continue
            }
        }
        guard !lost.isEmpty else { return failure }
        var failure = failure
        failure.hint = "these files are changed all the same: \(lost.joined(separator: ", "))"
        return failure
    }

    private static func failure(_ path: String) -> Failure {
        let why = errno == ELOOP ? "it is a symbolic link" : String(cString: strerror(errno))
        return Failure(message: "'\(path)' cannot be replaced: \(why); nothing was written")
    }
}
