internal import CZlib
internal import Glibc

/// Reads loose objects: libgit2 1.5 spins for ever on one that was cut short, and writes beyond its buffer for one that
/// is longer than its header says.
enum LooseObject {
    /// What is wrong with the file.
    struct Fault: Error {
        let text: String
        /// Whether it may be sound, and merely not be read by this user.
        var isForbidden = false
    }

    /// The object in the file; nil where there is none. `accept` sees its header before the content is read.
    static func read(
        _ path: String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws -> GitObject? {
        // A named pipe must not make the opening wait.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            let code = errno
            throw Fault(
                text: "`\(path)` cannot be opened: \(String(cString: strerror(code)))", isForbidden: code == EACCES)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Fault(text: "`\(path)` is not a regular file")
        }
        let file = try Inflation(descriptor, path: path)
        let header = try header(&file.first, path)
        try accept(header)
        return GitObject(kind: header.kind, bytes: try file.rest(size: header.size))
    }

    /// `blob 12` and a NUL, which are taken away.
    private static func header(_ bytes: inout ArraySlice<UInt8>, _ path: String) throws -> ObjectHeader {
        let words = bytes.prefix(32).split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let parts = words[0].split(separator: UInt8(ascii: " "), maxSplits: 1)
        let kind = parts.first.flatMap { kinds[String(decoding: $0, as: UTF8.self)] }
        guard words.count == 2, parts.count == 2, let kind, parts[1].count <= 12,
            parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
            let size = Int(String(decoding: parts[1], as: UTF8.self))
        else { throw Fault(text: "`\(path)` does not begin as an object does") }
        bytes = bytes.dropFirst(words[0].count + 1)
        return ObjectHeader(kind: kind, size: size)
    }

    private static let kinds: [String: ObjectKind] = ["commit": .commit, "tree": .tree, "blob": .blob, "tag": .tag]
}

/// One zlib stream that fills a file. The stream never moves in memory: zlib points back to it.
private final class Inflation {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let input = UnsafeMutablePointer<UInt8>.allocate(capacity: chunk)
    private let descriptor: Int32
    private let path: String
    private var isDone = false
    /// The beginning of the content, which has the header.
    var first: ArraySlice<UInt8> = []

    private static let chunk = 1 << 16

    init(_ descriptor: Int32, path: String) throws {
        (self.descriptor, self.path) = (descriptor, path)
        stream.initialize(to: z_stream())
        guard dbconverge_inflate_init(stream) == Z_OK else {
            throw LooseObject.Fault(text: "`\(path)`: zlib did not start")
        }
        var beginning = [UInt8](repeating: 0, count: 4096)
        let count = try inflate(into: &beginning, from: 0)
        first = beginning[..<count]
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// What is left of the content, which has to have this size and fill the file.
    func rest(size: Int) throws -> [UInt8] {
        guard first.count <= size else { throw tooLong }
        var content = Array(first)
        let count = content.count
        // One byte more shows whether there is more than the header says.
        content += [UInt8](repeating: 0, count: size - count + 1)
        let end = try inflate(into: &content, from: count)
        guard end <= size else { throw tooLong }
        guard isDone, end == size else { throw LooseObject.Fault(text: "`\(path)` is shorter than its header says") }
        guard stream.pointee.avail_in == 0, Glibc.read(descriptor, input, 1) == 0 else {
            throw LooseObject.Fault(text: "`\(path)` has something behind its content")
        }
        content.removeLast()
        return content
    }

    private var tooLong: LooseObject.Fault { LooseObject.Fault(text: "`\(path)` is longer than its header says") }

    /// Fills the buffer from an index on, as far as there is content; returns where it ends.
    private func inflate(into buffer: inout [UInt8], from start: Int) throws -> Int {
        try buffer.withUnsafeMutableBufferPointer { buffer in
            var position = start
            while position < buffer.count, !isDone {
                if stream.pointee.avail_in == 0 { try refill() }
                let room = buffer.count - position
                stream.pointee.next_out = buffer.baseAddress.map { $0 + position }
                stream.pointee.avail_out = UInt32(min(room, 1 << 30))
                let before = Int(stream.pointee.avail_out)
                let code = CZlib.inflate(stream, Z_NO_FLUSH)
                position += before - Int(stream.pointee.avail_out)
                if code == Z_STREAM_END {
                    isDone = true
                } else if code != Z_OK {
                    throw LooseObject.Fault(text: "`\(path)` is not compressed as objects are")
                }
            }
            return position
        }
    }

    private func refill() throws {
        var count = Glibc.read(descriptor, input, Self.chunk)
        while count < 0, errno == EINTR { count = Glibc.read(descriptor, input, Self.chunk) }
        if count < 0 { throw LooseObject.Fault(text: "`\(path)`: \(String(cString: strerror(errno)))") }
        if count == 0 { throw LooseObject.Fault(text: "`\(path)` is cut short") }
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(count)
    }
}
