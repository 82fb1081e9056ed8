internal import FoundationEssentials

/// What can be told of a private key's file before it is used.
struct SSHKeyFile: Equatable {
    /// As ssh names it, such as `ssh-ed25519`; nil where the file does not say.
    var kind: String?
    var isEncrypted = false

    /// libssh2 1.10 signs with SHA-1 for it, which servers refuse since OpenSSH 8.8.
    var isRSA: Bool { kind == "ssh-rsa" }

    /// Reads what the file holds; nil where that is no private key.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != "\r" } }
        guard let first = lines.first, first.hasPrefix("-----BEGIN "), first.contains("PRIVATE KEY") else { return nil }
        isEncrypted = text.contains("ENCRYPTED")
        if first.contains("RSA ") { kind = "ssh-rsa" }
        if first.contains("EC ") { kind = "ecdsa" }
        guard first.contains("OPENSSH"),
            let data = Data(base64Encoded: lines.dropFirst().prefix { !$0.hasPrefix("-----") }.joined())
        else { return }
        var rest = Array(data).dropFirst("openssh-key-v1\0".utf8.count)
        let cipher = Self.field(&rest)
        _ = Self.field(&rest)
        _ = Self.field(&rest)
        rest = rest.dropFirst(4)
        var key = Self.field(&rest)
        isEncrypted = !cipher.elementsEqual("none".utf8)
        let name = String(decoding: Self.field(&key), as: UTF8.self)
        kind = name.isEmpty ? nil : name
    }

    /// Four bytes of length, and so many.
    private static func field(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let field = rest.dropFirst(4).prefix(length)
        rest = rest.dropFirst(4 + field.count)
        return field
    }
}
