internal import Text

/// What `gpg --status-fd` says of a signature, by its lines for machines (GnuPG's doc/DETAILS).
struct GPGStatus: Hashable {
    enum Verdict: Hashable, Sendable {
        case good(signer: String, fingerprint: String)
        case bad, unknownKey, expiredKey, expiredSignature, revokedKey
        /// More than one signature, or more than one word on it.
        case several(Int)
        /// It is made over a hash for which others with the same hash can be found.
        case weakHash(String)
        /// It signs something else than a document's bytes.
        case otherClass(String)
        /// It could not be checked, with gpg's code.
        case failed(String)
        /// Nothing was said of any signature.
        case none
    }

    let verdict: Verdict
    /// The fingerprint of the key, or its id where no more is known.
    let key: String?

    /// Exactly one signature, and exactly one word on it: anything else is not good.
    init(_ output: [UInt8]) {
        let lines = Self.lines(output)
        let outcomes = lines.filter { Self.outcomes.contains($0[0]) }
        let valid = lines.filter { $0[0] == "VALIDSIG" }
        let primary = valid.first.flatMap { $0.count > 10 ? $0[10] : nil }
        let subject = outcomes.first.flatMap { $0.count > 1 ? $0[1] : nil }
        let errorKey = outcomes.first.flatMap { $0[0] == "ERRSIG" && $0.count > 7 && $0[7] != "-" ? $0[7] : nil }
        key = (primary ?? errorKey ?? subject).map { $0.printable }
        verdict = Self.verdict(lines, outcomes, valid)
    }

    private static func verdict(_ lines: [[String]], _ outcomes: [[String]], _ valid: [[String]]) -> Verdict {
        let count = max(outcomes.count, lines.count { $0[0] == "NEWSIG" })
        guard let outcome = outcomes.first else { return count == 0 ? .none : .failed("no result") }
        guard count == 1 else { return .several(count) }
        switch outcome[0] {
        case "GOODSIG": return good(outcome, valid)
        case "BADSIG": return .bad
        case "EXPKEYSIG": return .expiredKey
        case "EXPSIG": return .expiredSignature
        case "REVKEYSIG": return .revokedKey
        default:
            let code = outcome.count > 6 ? outcome[6] : "?"
            // 9 is a missing key; that it misses one is told on a line of its own as well.
            return code == "9" && lines.contains { $0[0] == "NO_PUBKEY" }
                ? .unknownKey : .failed("code \(code.printable)")
        }
    }

    private static func good(_ outcome: [String], _ valid: [[String]]) -> Verdict {
        guard valid.count == 1, valid[0].count > 10, outcome.count > 2 else { return .failed("no valid signature") }
        let (key, signatureClass, primary) = (valid[0][1], valid[0][9], valid[0][10])
        guard signatureClass == "00" else { return .otherClass(signatureClass.printable) }
        if let weak = weakHashes[valid[0][8]] { return .weakHash(weak) }
        guard isFingerprint(key), isFingerprint(primary), key.hasSuffix(outcome[1]) else {
            return .failed("no fingerprint")
        }
        let signer = PercentCoding.decodeLeniently(outcome[2...].joined(separator: " ").utf8)
        return .good(signer: String(decoding: signer, as: UTF8.self), fingerprint: primary)
    }

    /// By their numbers in RFC 4880, section 9.4.
    private static let weakHashes = ["1": "MD5", "2": "SHA-1", "3": "RIPEMD-160"]

    private static func isFingerprint(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
    }

    /// Whether an import took in a key.
    static func hasImported(_ output: [UInt8]) -> Bool { lines(output).contains { $0[0] == "IMPORT_OK" } }

    private static let outcomes: Set = ["GOODSIG", "BADSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "ERRSIG"]

    /// The words of each line, at least one.
    private static func lines(_ output: [UInt8]) -> [[String]] {
        output.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("[GNUPG:] ") else { return nil }
            let words = text.dropFirst(9).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            return words.isEmpty ? nil : words
        }
    }
}
