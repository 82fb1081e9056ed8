internal import Crypto
public import FoundationEssentials
internal import Text

/// Signs requests with an access key: `SDK-HMAC-SHA256` (`API.md` §4). A pure function of key, request and time.
public struct RequestSigner: Sendable {
    private let key: AccessKey

    /// A signer with a key.
    public init(_ key: AccessKey) { self.key = key }

    /// The headers that make the request a signed one: `x-sdk-date`, `authorization` and, with temporary credentials,
    /// `x-security-token`.
    ///
    /// All headers that the request has by now are signed, and its host. `date` must be within 15 minutes of the
    /// cloud's clock.
    public func headers(for request: WireRequest, at date: Date) -> [String: String] {
        var added = ["x-sdk-date": date.formatted(Self.basicFormat)]
        added["x-security-token"] = key.securityToken?.reveal()

        var signed = request.headers.merging(added) { _, new in new }
        signed["host"] = request.endpoint.authority
        let names = signed.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let signedNames = names.joined(separator: ";")
        let uri = request.encodedPath
        let canonicalRequest = [
            request.method.rawValue,
            uri.hasSuffix("/") ? uri : uri + "/",
            request.encodedQuery,
            names.map { "\($0):\(trimmed(signed[$0, default: ""]))\n" }.joined(),
            signedNames,
            Hexadecimal.text(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")

        let toSign = [
            Self.algorithm, added["x-sdk-date", default: ""],
            Hexadecimal.text(SHA256.hash(data: Data(canonicalRequest.utf8))),
        ].joined(separator: "\n")
        let signature = HMAC<SHA256>.authenticationCode(
            for: Data(toSign.utf8), using: SymmetricKey(data: Data(key.secret.reveal().utf8)))
        added["authorization"] =
            "\(Self.algorithm) Access=\(key.id), SignedHeaders=\(signedNames), Signature=\(Hexadecimal.text(signature))"
        return added
    }

    private static let algorithm = "SDK-HMAC-SHA256"
    private static let basicFormat = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted)
}

private func trimmed(_ text: String) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
}
