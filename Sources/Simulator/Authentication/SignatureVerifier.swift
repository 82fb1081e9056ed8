import CloudModel
import Crypto
import FoundationEssentials
import Text

/// Computes a request's AK/SK signature anew and compares it in constant time (`API.md` §4, AK/SK).
struct SignatureVerifier: Sendable {
    let credentials: FleetFile.Credentials

    /// How far the caller's clock may be from ours.
    static let tolerance = 15 * 60.0

    /// Throws 401 `APIGW.0301` for whatever is wrong.
    func verify(_ request: SimulatedRequest, at now: Date) throws(SimulatedError) {
        guard let authorization = request.headers["authorization"].flatMap(Authorization.init) else {
            throw .unauthorised("the Authorization header is not of SDK-HMAC-SHA256")
        }
        let keys = try keys(of: authorization.access, at: now)
        for name in ["host", "x-sdk-date"] where !authorization.signedHeaders.contains(name) {
            throw .unauthorised("verify aksk signature fail, \(name) is not signed")
        }
        guard request.headers["x-security-token"] == keys.securityToken,
            keys.securityToken == nil || authorization.signedHeaders.contains("x-security-token")
        else { throw .unauthorised("verify aksk signature fail, the security token is wrong") }
        guard let text = request.headers["x-sdk-date"], let date = WireDate.signingDate(text),
            abs(now.timeIntervalSince(date)) <= Self.tolerance
        else { throw .unauthorised("verify aksk signature fail, the signature has expired") }
        guard let canonical = Self.canonicalRequest(request, signedHeaders: authorization.signedHeaders) else {
            throw .unauthorised("verify aksk signature fail, a signed header is missing")
        }
        let hash = Self.hexadecimal(SHA256.hash(data: Data(canonical.utf8)))
        let toSign = "SDK-HMAC-SHA256\n\(text)\n\(hash)"
        let key = SymmetricKey(data: Data(keys.secretKey.utf8))
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                authorization.signature, authenticating: Data(toSign.utf8), using: key)
        else { throw .unauthorised("verify aksk signature fail") }
    }

    /// The permanent keys, or those of the metadata service.
    private func keys(of access: String, at now: Date) throws(SimulatedError) -> FleetFile.Credentials {
        if access == credentials.accessKey { return credentials }
        guard let temporary = TemporaryKeys(credentials: credentials, access: access) else {
            throw .unauthorised("verify aksk signature fail, the access key is unknown")
        }
        guard now < temporary.end else { throw .unauthorised("verify aksk signature fail, the security token expired") }
        return temporary.credentials
    }

    /// Nil where a header that is said to be signed isn't there.
    static func canonicalRequest(_ request: SimulatedRequest, signedHeaders: [String]) -> String? {
        var headers = ""
        for name in signedHeaders {
            guard let value = request.headers[name] else { return nil }
            headers += "\(name):\(trimmed(value))\n"
        }
        return [
            request.method.uppercased(), canonicalPath(request.path), canonicalQuery(request.query), headers,
            signedHeaders.joined(separator: ";"), hexadecimal(SHA256.hash(data: Data(request.body))),
        ].joined(separator: "\n")
    }

    /// Decoded as a whole, then encoded segment by segment, as the vendor's signer does; it always ends in `/`.
    static func canonicalPath(_ path: String) -> String {
        let encoded = PercentCoding.decodeLeniently(path.utf8)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { PercentCoding.encode($0) }.joined(separator: "/")
        return encoded.hasSuffix("/") ? encoded : encoded + "/"
    }

    /// Sorted by name, then by value, as decoded bytes.
    static func canonicalQuery(_ query: String) -> String {
        PercentCoding.queryItems(query).sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }.joined(separator: "&")
    }

    private static func trimmed(_ value: String) -> Substring {
        var rest = Substring(value)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// The parts of `SDK-HMAC-SHA256 Access=AK, SignedHeaders=a;b;c, Signature=hex`.
struct Authorization: Sendable {
    let access: String
    let signedHeaders: [String]
    let signature: [UInt8]

    init?(_ header: String) {
        let algorithm = "SDK-HMAC-SHA256 "
        guard header.hasPrefix(algorithm) else { return nil }
        var fields: [Substring: Substring] = [:]
        for part in header.dropFirst(algorithm.count).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            fields[pair[0].drop { $0 == " " }] = pair[1]
        }
        guard let access = fields["Access"], let headers = fields["SignedHeaders"], let hex = fields["Signature"],
            let signature = Self.bytes(hexadecimal: hex)
        else { return nil }
        self.access = String(access)
        signedHeaders = headers.split(separator: ";").map(String.init)
        self.signature = signature
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for offset in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[offset...(offset + 1)], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension PercentCoding {
    /// A query's names and values, decoded, in their order.
    static func queryItems(_ query: String) -> [(name: [UInt8], value: [UInt8])] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (decodeLeniently(parts[0]), parts.count > 1 ? decodeLeniently(parts[1]) : [])
        }
    }
}
