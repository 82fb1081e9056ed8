internal import FoundationEssentials
internal import Glibc

/// What a child sends: a byte for the kind, eight for the length, and that many bytes.
enum FrameKind: UInt8 {
    case commit = 1
    case tree, blob, tag
    /// Nothing but a sign of life.
    case progress
    /// Where the ref stands; everything that is needed of its commit has been sent.
    case refState
    /// How the work tree differs.
    case differences
    /// An error instead of the rest.
    case failure
    /// How the commit stands to an earlier one.
    case relation
    /// A file of the work tree: the length of its path in eight bytes, the path, and what it holds.
    case file
    /// What is known of the work tree; all its files have been sent.
    case workTree
    /// The mirror has what was asked for.
    case fetched
}

/// Writes frames; small ones together, but never later than a second.
final class FrameWriter {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var sent: Set<ObjectID> = []
    private var flushed = ContinuousClock.now

    init(to descriptor: Int32) { self.descriptor = descriptor }

    /// An object; once.
    func write(_ id: ObjectID, _ object: GitObject) {
        if sent.insert(id).inserted {
            write(object.kind.rawValue, object.bytes)
        } else {
            write(FrameKind.progress.rawValue, [])
        }
    }

    /// A sign of life where nothing is to be sent yet.
    func tick() { write(FrameKind.progress.rawValue, []) }

    func write(_ kind: FrameKind, _ content: some Encodable) {
        guard let bytes = try? JSONEncoder().encode(content) else { return }
        write(kind.rawValue, Array(bytes))
        flush()
    }

    /// A file of the work tree.
    func write(_ file: RevisionFile) {
        let path = Array(file.path.utf8)
        let length = withUnsafeBytes(of: UInt64(path.count).littleEndian) { Array($0) }
        write(FrameKind.file.rawValue, length + path + file.bytes)
    }

    /// A sign of life, where reading may take long without an object.
    func progress() { write(FrameKind.progress.rawValue, []) }

    private func write(_ kind: UInt8, _ bytes: [UInt8]) {
        buffer.append(kind)
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { buffer += $0 }
        buffer += bytes
        if buffer.count >= 1 << 16 || ContinuousClock.now - flushed > .seconds(1) { flush() }
    }

    /// A parent that is gone needs nothing more.
    private func flush() {
        if !Descriptor.write(buffer, to: descriptor) { _exit(1) }
        buffer.removeAll(keepingCapacity: true)
        flushed = ContinuousClock.now
    }
}

/// Puts frames together from what arrives.
struct FrameReader {
    private var buffer: [UInt8] = []
    private var start = 0

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        // Early, so that the same few pages of memory serve again and again.
        if start >= 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    /// The next whole frame; nil as long as there is none.
    mutating func next() -> (kind: UInt8, bytes: ArraySlice<UInt8>)? {
        guard buffer.count - start >= 9 else { return nil }
        let length = buffer[(start + 1)..<(start + 9)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(buffer.count - start - 9) else {
            // A large one is not copied each time that more of it comes; more than a file may have is not believed.
            if (1 << 16...16 << 20).contains(length) { buffer.reserveCapacity(start + 9 + Int(length)) }
            return nil
        }
        let end = start + 9 + Int(length)
        defer { start = end }
        return (buffer[start], buffer[(start + 9)..<end])
    }
}

extension RevisionFile {
    /// From a frame's content; nil where that is no file.
    init?(frame bytes: ArraySlice<UInt8>) {
        let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let rest = bytes.dropFirst(8)
        guard bytes.count >= 8, length <= UInt64(rest.count),
            let path = String(validating: rest.prefix(Int(length)), as: UTF8.self)
        else { return nil }
        self.init(path: path, bytes: Array(rest.dropFirst(Int(length))))
    }
}

/// Whole reads and writes of a descriptor.
enum Descriptor {
    static func readAll(_ descriptor: Int32, limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit + 1 - bytes.count))
            if count == 0 { return bytes }
            if count < 0 { if errno == EINTR { continue } else { return nil } }
            bytes += chunk[..<count]
            if bytes.count > limit { return nil }
        }
    }

    /// Exactly so many bytes; nil where there are fewer.
    static func read(_ descriptor: Int32, exactly wanted: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: wanted)
        var position = 0
        while position < wanted {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + position }, wanted - position)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            position += count
        }
        return bytes
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var position = 0
            while position < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + position }, bytes.count - position)
                if count < 0 { if errno == EINTR { continue } else { return false } }
                position += count
            }
            return true
        }
    }
}
