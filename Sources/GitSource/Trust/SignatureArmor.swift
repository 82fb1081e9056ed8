/// A signature as it stands in an object: one block of text from its first line to its last.
struct SignatureArmor: Hashable {
    enum Kind: Hashable { case ssh, openpgp }

    let kind: Kind
    /// The block, with a line feed at its end.
    let bytes: [UInt8]

    /// What does not make it one block of a kind that is verified.
    enum Fault: Error, Hashable {
        case x509
        case carriageReturns
        case unknown
        /// It is not one whole block.
        case malformed
    }

    /// Checks that the text is one block and nothing else.
    init(_ text: some Collection<UInt8>) throws(Fault) {
        var bytes = Array(text)
        // GitHub's own signatures have an empty line behind them.
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        bytes.append(UInt8(ascii: "\n"))
        if bytes.contains(UInt8(ascii: "\r")) { throw .carriageReturns }
        let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let first = lines.first, let begin = Self.begins.first(where: { first.elementsEqual($0.line.utf8) })
        else {
            throw .unknown
        }
        guard let kind = begin.kind else { throw .x509 }
        let end = "-----END \(kind == .ssh ? "SSH" : "PGP") SIGNATURE-----"
        guard let last = lines.last, last.elementsEqual(end.utf8),
            lines.count(where: { $0.starts(with: "-----".utf8) }) == 2
        else { throw .malformed }
        (self.kind, self.bytes) = (kind, bytes)
    }

    /// Where the last block begins, at the start of a line; nil where there is none. Git takes the last, too.
    static func lastStart(in bytes: [UInt8]) -> Int? {
        var found: Int?
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            // By its beginning, so that one that is spoilt, such as by CRLF, is not taken for part of the message.
            if begins.contains(where: { bytes[start..<end].starts(with: $0.line.utf8) }) { found = start }
            start = end + 1
        }
        return found
    }

    private static let begins: [(line: String, kind: Kind?)] = [
        ("-----BEGIN SSH SIGNATURE-----", .ssh), ("-----BEGIN PGP SIGNATURE-----", .openpgp),
        ("-----BEGIN PGP MESSAGE-----", .openpgp), ("-----BEGIN SIGNED MESSAGE-----", nil),
    ]
}
