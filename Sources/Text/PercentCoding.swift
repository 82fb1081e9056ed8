/// Percent-encoding (RFC 3986), byte by byte.
public enum PercentCoding {
    /// The bytes as text: letters, digits and `-._~`, which the RFC calls unreserved, stay as they are; all others
    /// become `%2F` and the like. `except`: unreserved bytes that are encoded too. `keepsSlashes`: for a whole path.
    public static func encode(
        _ bytes: some Sequence<UInt8>, except: Set<UInt8> = [], keepsSlashes: Bool = false
    ) -> String {
        // As an array first: a sequence of another module is slow byte by byte.
        let bytes = Array(bytes)
        func isKept(_ byte: UInt8) -> Bool { isUnreserved(byte) || keepsSlashes && byte == UInt8(ascii: "/") }
        if except.isEmpty, bytes.allSatisfy(isKept) { return String(decoding: bytes, as: UTF8.self) }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for byte in bytes {
            if isKept(byte), except.isEmpty || !except.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), Hexadecimal.upper[Int(byte >> 4)], Hexadecimal.upper[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// What was encoded; nil where two hexadecimal digits do not follow each `%`.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var isWellFormed = true
        let decoded = decode(text) { isWellFormed = false }
        return isWellFormed ? decoded : nil
    }

    /// What was encoded; a `%` that no two hexadecimal digits follow stays as it is.
    public static func decodeLeniently(_ text: some Sequence<UInt8>) -> [UInt8] { decode(text) {} }

    private static func decode(_ text: some Sequence<UInt8>, onError: () -> Void) -> [UInt8] {
        let bytes = Array(text)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "%") else {
                decoded.append(bytes[offset])
                offset += 1
                continue
            }
            if offset + 2 < bytes.count, let high = Hexadecimal.value(bytes[offset + 1]),
                let low = Hexadecimal.value(bytes[offset + 2])
            {
                decoded.append(high << 4 | low)
                offset += 3
            } else {
                onError()
                decoded.append(bytes[offset])
                offset += 1
            }
        }
        return decoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
