internal import FoundationEssentials

/// A file of allowed signers, read only to say why a key is not allowed: `ssh-keygen` decides whether it is.
struct AllowedSigners {
    private struct Line {
        let options: [String]
        let key: [UInt8]

        func has(_ name: String) -> Bool { options.contains { $0.lowercased().hasPrefix(name) } }
    }

    private let lines: [Line]

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = Self.words(String(decoding: line, as: UTF8.self))
            // The principals, perhaps options, the type and the key.
            guard let first = words.first, !first.hasPrefix("#") else { return nil }
            for index in 1..<max(1, min(3, words.count - 1)) {
                guard let key = Self.blob(words[index + 1]), Self.isType(words[index], of: key) else { continue }
                return Line(options: index == 2 ? Self.options(words[1]) : [], key: key)
            }
            return nil
        }
    }

    /// Why no line allows the key.
    func objection(
        to key: SSHPublicKey, at time: Int64, _ name: String, key words: String, in file: SignerFile
    ) -> GitSourceError {
        let lines = lines.filter { $0.has("cert-authority") ? $0.key == key.authority : $0.key == key.blob }
        guard !lines.isEmpty else { return .unknown(name, key: words, "which is not in \(file.quoted)") }
        if lines.contains(where: { $0.has("cert-authority") }), !key.validity.contains(UInt64(clamping: time)) {
            return .expired(name, key: words, "whose certificate was not valid when \(name) was made")
        }
        if lines.contains(where: { $0.has("valid-") }) {
            return .expired(
                name, key: words,
                "which \(file.quoted) does not allow for the time when \(name) was made (`valid-after`, `valid-before`)"
            )
        }
        return .unknown(
            name, key: words, "which \(file.quoted) allows for other principals or namespaces than this needs")
    }

    /// The words of a line; what stands in double quotes is not split.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line + " " {
            if character == "\"" { isQuoted.toggle() }
            guard character.isWhitespace, !isQuoted else {
                word.append(character)
                continue
            }
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        return words
    }

    /// The key in base64; nil where that is none.
    static func blob(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.count > 8 else { return nil }
        return Array(data)
    }

    private static func isType(_ word: String, of blob: [UInt8]) -> Bool {
        var reader = SSHReader(blob)
        return reader.string().map { $0.elementsEqual(word.utf8) } ?? false
    }

    private static func options(_ text: String) -> [String] {
        var isQuoted = false
        return text.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }.map(String.init)
    }
}
