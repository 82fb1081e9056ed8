/// Answers that are not what they should be, made from those that are.
enum MalformedBody {
    /// The body that a fault puts in the answer's offset, and its type where that changes; nil for faults that leave
    /// the body alone.
    static func body(for fate: FaultPlan.Fate, in whole: [UInt8], status: Int) -> (bytes: [UInt8], type: String?)? {
        switch fate.fault {
        case .truncated: (Array(whole.prefix(cut(whole.count, fate.number))), nil)
        case .html: (page(status), "text/html")
        case .wrongTypes: (wrongTypes(whole, depth: 1 + Int(fate.number % 4)), nil)
        case .notUTF8: (notUTF8(whole, at: cut(whole.count, fate.number)), nil)
        case .empty: ([], nil)
        case .nested: (Array(repeating: UInt8(ascii: "["), count: 100_000), nil)
        case .null: (Array("null".utf8), nil)
        default: nil
        }
    }

    /// An offset inside of so many bytes, never the end.
    static func cut(_ count: Int, _ number: UInt64) -> Int {
        count < 2 ? 0 : 1 + Int(number % UInt64(count - 1))
    }

    /// A gateway's page.
    static func page(_ status: Int) -> [UInt8] {
        let title = [502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"]
        let text = title[status] ?? "Sign in to the network"
        return Array(
            """
            <html>\r
            <head><title>\(text)</title></head>\r
            <body>\r
            <center><h1>\(text)</h1></center>\r
            <hr><center>CloudWAF</center>\r
            </body>\r
            </html>\r

            """.utf8)
    }

    private static func notUTF8(_ whole: [UInt8], at offset: Int) -> [UInt8] {
        whole[..<offset] + [0xFF, 0xC0, 0xFE] + whole[offset...]
    }

    /// The same JSON with the values at a depth, and those that end before it, replaced by others of another type.
    static func wrongTypes(_ whole: [UInt8], depth: Int) -> [UInt8] {
        var reader = Retyping(bytes: whole)
        reader.copyValue(depth: depth)
        return reader.result
    }

    /// Copies JSON that is known to be right.
    private struct Retyping {
        let bytes: [UInt8]
        var offset = 0
        var result: [UInt8] = []

        private var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

        mutating func copyValue(depth: Int) {
            let first = current
            guard depth > 0, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return replace() }
            copy()
            while offset < bytes.count, current != UInt8(ascii: "}"), current != UInt8(ascii: "]") {
                if first == UInt8(ascii: "{") {
                    result += bytes[offset..<endOfString()]
                    offset = endOfString()
                    copy()
                }
                copyValue(depth: depth - 1)
                if current == UInt8(ascii: ",") { copy() }
            }
            copy()
        }

        private mutating func copy() {
            guard offset < bytes.count else { return }
            result.append(bytes[offset])
            offset += 1
        }

        private mutating func replace() {
            switch current {
            case UInt8(ascii: "{"): result += "[7]".utf8
            case UInt8(ascii: "["): result += "\"none\"".utf8
            case UInt8(ascii: "\""): result += "7.5".utf8
            case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): result += "{}".utf8
            default: result += "\"many\"".utf8
            }
            skip()
        }

        /// Past the value that begins here.
        private mutating func skip() {
            var open = 0
            while offset < bytes.count {
                switch current {
                case UInt8(ascii: "\""): offset = endOfString() - 1
                case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if open == 0 { return }
                    open -= 1
                case UInt8(ascii: ","): if open == 0 { return }
                default: break
                }
                offset += 1
            }
        }

        /// The offset after the string that begins here.
        private func endOfString() -> Int {
            var end = offset + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(end + 1, bytes.count)
        }
    }
}
