internal import Crypto
internal import FoundationEssentials

/// A signature of `ssh-keygen -Y sign`, as OpenSSH's PROTOCOL.sshsig describes it.
struct SSHSignature {
    let key: SSHPublicKey
    let namespace: String

    struct Fault: Error {
        /// What is wrong, to follow a colon.
        let text: String
    }

    init(armored bytes: [UInt8]) throws(Fault) {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).dropFirst().dropLast()
        guard let data = Data(base64Encoded: Data(lines.joined())) else {
            throw Fault(text: "it is not written in base64")
        }
        var reader = SSHReader(Array(data))
        guard reader.skip(Array("SSHSIG".utf8)), let version = reader.number(), let key = reader.string(),
            let namespace = reader.string(), reader.string() != nil, let hash = reader.string(),
            let signature = reader.string(), reader.isAtEnd
        else { throw Fault(text: "it is malformed") }
        guard version == 1 else { throw Fault(text: "its version is \(version), and 1 is known") }
        let algorithm = String(decoding: hash, as: UTF8.self)
        guard ["sha256", "sha512"].contains(algorithm) else {
            throw Fault(text: "it uses the hash `\(algorithm)`, which is not accepted")
        }
        var parts = SSHReader(signature)
        let method = parts.string().map { String(decoding: $0, as: UTF8.self) } ?? ""
        // With SHA-1, or with keys that are too short.
        guard !["ssh-rsa", "ssh-dss", ""].contains(method) else {
            throw Fault(text: "it was made by the method `\(method)`, which is not accepted")
        }
        guard let publicKey = SSHPublicKey(key) else { throw Fault(text: "its key is of no known type") }
        self.key = publicKey
        self.namespace = String(decoding: namespace, as: UTF8.self)
    }
}

/// A public key, or a certificate for one.
struct SSHPublicKey: Hashable {
    /// The key without a certificate, as the wire has it.
    let blob: [UInt8]
    /// The key that has certified it; nil where it is no certificate.
    let authority: [UInt8]?
    /// From when on and until when the certificate is valid, in seconds since 1970; all times where it is none.
    let validity: Range<UInt64>

    /// From the wire's form.
    init?(_ bytes: [UInt8]) {
        var reader = SSHReader(bytes)
        guard let type = reader.string().map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
        guard type.hasSuffix(Self.certificate) else {
            guard Self.fields[type] != nil else { return nil }
            (blob, authority, validity) = (bytes, nil, 0..<UInt64.max)
            return
        }
        let plain = String(type.dropLast(Self.certificate.count))
        guard let count = Self.fields[plain], reader.string() != nil else { return nil }
        var blob = SSHReader.spell(Array(plain.utf8))
        for _ in 0..<count {
            guard let field = reader.string() else { return nil }
            blob += SSHReader.spell(field)
        }
        // Serial, type, id, principals, validity, critical options, extensions, a reserved string, the authority's key.
        guard reader.longNumber() != nil, reader.number() != nil, reader.string() != nil, reader.string() != nil,
            let after = reader.longNumber(), let before = reader.longNumber(), reader.string() != nil,
            reader.string() != nil, reader.string() != nil, let authority = reader.string()
        else { return nil }
        (self.blob, self.authority, validity) = (blob, authority, after..<max(after, before))
    }

    /// As `ssh-keygen -l` prints it.
    var fingerprint: String {
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }

    private static let certificate = "-cert-v01@openssh.com"

    /// How many fields follow the type.
    private static let fields = [
        "ssh-ed25519": 1, "ssh-rsa": 2, "ecdsa-sha2-nistp256": 2, "ecdsa-sha2-nistp384": 2, "ecdsa-sha2-nistp521": 2,
        "sk-ssh-ed25519@openssh.com": 2, "sk-ecdsa-sha2-nistp256@openssh.com": 3,
    ]
}

/// Takes values off the front of SSH's wire format.
struct SSHReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ bytes: [UInt8]) -> Bool {
        guard rest.starts(with: bytes) else { return false }
        rest = rest.dropFirst(bytes.count)
        return true
    }

    mutating func number() -> UInt32? { take(4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } } }

    mutating func longNumber() -> UInt64? { take(8).map { $0.reduce(0) { $0 << 8 | UInt64($1) } } }

    mutating func string() -> [UInt8]? { number().flatMap { take(Int($0)) }.map { Array($0) } }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A string as the wire has it.
    static func spell(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }
}
