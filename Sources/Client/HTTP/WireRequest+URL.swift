internal import FoundationEssentials

extension WireRequest {
    /// The path with every segment percent-encoded, as it is sent.
    var encodedPath: String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { percentEncoded($0) }.joined(separator: "/")
    }

    /// The query as it is sent and signed: encoded, in the order of names and then values.
    var encodedQuery: String {
        // By UTF-8, which is the order of code points; Swift's order of strings is another one.
        query.sorted { left, right in
            left.name.utf8.elementsEqual(right.name.utf8)
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        .map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        .joined(separator: "&")
    }

    /// The whole URL.
    var url: String { "\(endpoint)\(encodedPath)" + (query.isEmpty ? "" : "?\(encodedQuery)") }
}

/// RFC 3986: everything but letters, digits and `-._~` is encoded, byte by byte of its UTF-8.
private func percentEncoded(_ text: some StringProtocol) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
        default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
