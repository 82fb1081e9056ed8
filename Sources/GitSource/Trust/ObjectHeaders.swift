/// The headers at the beginning of a commit or a tag, each with the lines that continue it, and what follows them.
struct ObjectHeaders {
    struct Header {
        let name: String
        /// The value's lines, without the space before those that continue it; joined by line feeds.
        fileprivate(set) var value: [UInt8]
        /// Where it stands, with its last line's end.
        fileprivate(set) var range: Range<Int>
    }

    let headers: [Header]
    /// Where the empty line begins that ends them.
    let end: Int

    /// Nil where a line has no name, one continues nothing, or the empty line is missing.
    init?(_ bytes: [UInt8]) {
        var headers: [Header] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: Self.lineFeed) {
            if end == start {
                (self.headers, self.end) = (headers, start)
                return
            }
            let line = bytes[start..<end]
            if line.first == Self.space {
                guard let last = headers.indices.last else { return nil }
                headers[last].value.append(Self.lineFeed)
                headers[last].value += line.dropFirst()
                headers[last].range = headers[last].range.lowerBound..<(end + 1)
            } else {
                guard let space = line.firstIndex(of: Self.space),
                    let name = String(validating: line[..<space], as: UTF8.self)
                else { return nil }
                headers.append(Header(name: name, value: Array(line[(space + 1)...]), range: start..<(end + 1)))
            }
            start = end + 1
        }
        return nil
    }

    /// The headers of this name.
    func all(_ name: String) -> [Header] { headers.filter { $0.name == name } }

    /// The seconds since 1970 behind the address of a person's line; nil where there is not exactly one such line.
    func time(_ name: String) -> Int64? {
        let lines = all(name)
        guard lines.count == 1, let address = lines[0].value.lastIndex(of: UInt8(ascii: ">")) else { return nil }
        let words = lines[0].value[(address + 1)...].split(separator: Self.space)
        return words.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")
}
