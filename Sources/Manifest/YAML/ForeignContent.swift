/// Recognises what is no manifest yet: a file that a tool has to decrypt, fetch, render or merge first. Each gets its own
/// advice, because what helps one would destroy another.
struct ForeignContent {
    /// The offset of the first byte that shows it.
    var offset = 0
    var message: String
    var hint: String

    /// What the first bytes of a file say.
    static func head(of bytes: [UInt8]) -> ForeignContent? {
        let kind = kinds.first { bytes.starts(with: $0.head.utf8) }
        return kind.map { ForeignContent(message: "this file is \($0.what)", hint: $0.hint) }
    }

    /// The first line that a merge has left behind, or that a template engine has to fill in.
    static func line(of bytes: UnsafeBufferPointer<UInt8>) -> ForeignContent? {
        // Nearly every file has neither, which one look at each byte shows.
        guard mayBeForeign(bytes) else { return nil }
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            let line = bytes[start..<end]
            if isConflictMarker(line) {
                return ForeignContent(
                    offset: start, message: "a merge conflict was committed here",
                    hint: "choose one side, remove the lines that begin with <<<<<<<, ======= and >>>>>>>, and commit")
            }
            if let offset = template(in: line) {
                return ForeignContent(offset: offset, message: "this file is a template", hint: rendering)
            }
            start = end + 1
        }
        return nil
    }

    /// Why a value can't be used that a tool has to replace first; nil for others.
    static func value(_ text: String) -> ForeignContent? {
        // Nearly every value is neither, and there are many.
        var copy = text
        guard copy.withUTF8({ $0.first == UInt8(ascii: "E") || hasPlaceholder($0) }) else { return nil }
        if text.hasPrefix("ENC[") { return ForeignContent(message: "a value that SOPS has encrypted", hint: sops) }
        guard copy.withUTF8(hasPlaceholder) else { return nil }
        return ForeignContent(message: "a template's placeholder", hint: rendering)
    }

    /// Manifests hold no secrets, so that nothing in them needs to be encrypted.
    static let sops =
        "decrypt it with 'sops decrypt' and commit the result: manifests are read as committed, and hold no secrets"

    private static let rendering =
        "render it and commit the result: manifests are read as committed, and nothing is filled in"

    private static let kinds: [(head: String, what: String, hint: String)] = [
        (
            "\0GITCRYPT\0", "encrypted by git-crypt",
            "leave manifests out of git-crypt in .gitattributes and commit them again: "
                + "they are read as committed, and hold no secrets"
        ),
        ("version https://git-lfs.github.com/spec/", "a pointer of Git LFS, not the file itself", lfs),
        ("version https://hawser.github.com/spec/", "a pointer of Git LFS, not the file itself", lfs),
        ("age-encryption.org/", "encrypted by age", decrypting),
        ("-----BEGIN AGE ENCRYPTED FILE-----", "encrypted by age", decrypting),
        ("-----BEGIN PGP ", "encrypted or signed by GnuPG", decrypting),
        ("-----BEGIN ", "a key or a certificate, not a manifest", "give it another ending, or move it out of --path"),
        ("$ANSIBLE_VAULT;", "encrypted by Ansible Vault", decrypting),
        ("Salted__", "encrypted by OpenSSL", decrypting), ("U2FsdGVkX1", "encrypted by OpenSSL", decrypting),
        ("\u{1F}\u{8B}", "compressed", decrypting),
    ]

    private static let lfs =
        "leave manifests out of LFS in .gitattributes and commit them again: they are read as committed"

    private static let decrypting =
        "commit it as plain text: manifests are read as committed, and hold no secrets"

    /// Whether two bytes begin what a template engine has to fill in.
    private static func opensPlaceholder(_ first: UInt8, _ second: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "{"): second == UInt8(ascii: "{") || second == UInt8(ascii: "%")
        case UInt8(ascii: "<"): second == UInt8(ascii: "%")
        case UInt8(ascii: "$"): second == UInt8(ascii: "{") || second == UInt8(ascii: "(")
        default: false
        }
    }

    private static func hasPlaceholder(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var before: UInt8 = 0
        for byte in bytes {
            if opensPlaceholder(before, byte) { return true }
            before = byte
        }
        return false
    }

    /// Whether two bytes anywhere begin a placeholder, or a marker of a conflict.
    private static func mayBeForeign(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var before: UInt8 = 0
        for byte in bytes {
            let isMarker = byte == before && (0x3C...0x3E).contains(byte) || byte == 0x7C && before == 0x7C
            if isMarker || opensPlaceholder(before, byte) { return true }
            before = byte
        }
        return false
    }

    private static func isConflictMarker(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = line.first, "<=>|".utf8.contains(first), line.count >= 7,
            line.prefix(7).allSatisfy({ $0 == first })
        else { return false }
        let rest = line.dropFirst(7)
        return rest.isEmpty || (rest.first == 0x20 && first != UInt8(ascii: "="))
    }

    /// Where a placeholder begins that is neither in quotes nor in a comment.
    private static func template(in line: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var quote: UInt8?
        var before = UInt8(ascii: " ")
        for index in line.indices {
            let byte = line[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "#"), before == 0x20 || before == 0x09 {
                return nil
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // Inside of a word it is an apostrophe.
                if " \t[{,:-".utf8.contains(before) { quote = byte }
            } else if before == UInt8(ascii: "{"), byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") {
                return index - 1
            } else if before == UInt8(ascii: "<") && byte == UInt8(ascii: "%")
                || before == UInt8(ascii: "$") && byte == UInt8(ascii: "{")
            {
                return index - 1
            }
            before = byte
        }
        return nil
    }
}
