internal import Glibc

/// A file of settings that is read whole: a regular one, and of a bounded size.
package struct SmallFile: Sendable {
    /// The content.
    package let bytes: [UInt8]
    /// Whether its mode lets others than its owner read or change it.
    package let isOpenToOthers: Bool

    /// Why a file was not read.
    package enum Failure: Error, Hashable {
        /// There is none of that name.
        case missing
        /// Another reason, in words that follow the file's name: `is not a regular file`.
        case unreadable(String)

        /// The reason, in words that follow the file's name.
        package var reason: String {
            switch self {
            case .missing: "is not there"
            case .unreadable(let reason): reason
            }
        }
    }

    /// Whether there is something of that name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Reads a file of at most `limit` bytes; symbolic links are followed.
    package init(_ path: String, atMost limit: Int) throws(Failure) {
        // Without waiting: opening a pipe without a writer would hang.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw [ENOENT, ENOTDIR].contains(errno) ? .missing : .unreadable("cannot be read: \(systemMessage(errno))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable("cannot be read: \(systemMessage(errno))") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("is not a regular file") }
        isOpenToOthers = status.st_mode & 0o077 != 0
        bytes = try Self.bytes(descriptor, atMost: limit)
    }

    private static func bytes(_ descriptor: Int32, atMost limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable("cannot be read: \(systemMessage(errno))") }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= limit else { throw .unreadable("has more than \(limit) bytes") }
        }
    }
}

private func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
