/// A ref with the commit at which it has to stand: `ref@oid`, as a revision is printed.
struct PinnedRef {
    let ref: String
    /// In lower case; abbreviated to 12 digits or more.
    let oid: String

    /// Nil when the text does not end in `@` and the digits of an id.
    init?(_ text: String) {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), at != text.startIndex else { return nil }
        let digits = text.utf8[text.utf8.index(after: at)...]
        let isHexadecimal = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        guard isHexadecimal, (12...40).contains(digits.count) else { return nil }
        ref = String(text[..<at])
        oid = String(Substring(digits)).lowercased()
    }

    func moved(to revision: Revision) -> GitSourceError {
        GitSourceError(
            .refMoved, "`\(ref)` no longer stands at \(oid.prefix(12)): it is at \(revision.shortOID) now",
            hint: "give `--ref \(ref)` for the commit at which it stands, or `--ref \(oid)` for the earlier one")
    }
}
