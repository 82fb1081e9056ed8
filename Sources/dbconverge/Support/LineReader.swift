import Glibc
import Text

/// Reads the lines of a file, or of stdin, one after the other: a file may be larger than the memory.
final class LineReader {
    /// The most bytes of a line. The longest that a journal has names the instances of a large fleet.
    private static let longest = 64 << 20

    /// How people know the file.
    let name: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Where the next line begins in the buffer.
    private var start = 0
    /// How far the buffer was searched for the end of that line.
    private var searched = 0
    private var isAtEnd = false

    /// Opens the file; `-` is stdin. Throws `Failure`.
    init(_ path: String) throws(Failure) {
        name = path == "-" ? "stdin" : path.printable
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(message: "\(name) cannot be read: \(String(cString: strerror(errno)))")
        }
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// The next line, without its end; nil: there is none. Throws `Failure` where the file cannot be read.
    func next() throws(Failure) -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (start, searched) = (end + 1, end + 1) }
                return buffer[start..<end]
            }
            if isAtEnd {
                defer { start = buffer.count }
                return start < buffer.count ? buffer[start...] : nil
            }
            guard buffer.count - start <= Self.longest else {
                throw Failure(message: "\(name) has a line of more than \(ByteText.of(Int64(Self.longest)))")
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private func fill() throws(Failure) {
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { return }
        guard count >= 0 else {
            throw Failure(message: "\(name) cannot be read: \(String(cString: strerror(errno)))")
        }
        if count == 0 { isAtEnd = true } else { buffer += chunk.prefix(count) }
    }
}
