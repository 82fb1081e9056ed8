internal import FoundationEssentials

/// A Prometheus server, or the target of a webhook: where it is, and what it wants to see.
public struct CheckServer: Sendable {
    /// Where it is.
    public let address: ServiceAddress
    let transport: any Transport
    private let tokenFile: String?

    /// Bytes of a token file.
    private static let longestToken = 64 << 10

    /// A server. `tokenFile`: the path of a file whose text is sent as a bearer token, read anew each time, since such
    /// tokens are renewed; nil: none is sent.
    public init(_ address: ServiceAddress, tokenFile: String? = nil, transport: any Transport) {
        (self.address, self.tokenFile, self.transport) = (address, tokenFile, transport)
    }

    /// Why its token cannot be used now, in words that begin with the file's name; nil: it can, or there is none.
    public var tokenProblem: String? {
        do throws(TokenFailure) {
            _ = try token()
            return nil
        } catch {
            return error.words
        }
    }

    /// Why there is no token.
    struct TokenFailure: Error {
        var words: String
    }

    private func token() throws(TokenFailure) -> Secret? {
        guard let tokenFile else { return nil }
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile(tokenFile, atMost: Self.longestToken).bytes
        } catch {
            throw TokenFailure(words: "\(tokenFile) \(error.reason)")
        }
        var text = String(decoding: bytes, as: UTF8.self)[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        // Anything else could begin another header.
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw TokenFailure(words: "\(tokenFile) holds no token: one line of printable characters")
        }
        return Secret(String(text))
    }

    /// A POST to it, with its token.
    func post(_ path: String, type: String, accept: String, _ body: Data) throws(TokenFailure) -> WireRequest {
        var headers = ["content-type": type, "accept": accept]
        let token = try token()
        if let token { headers["authorization"] = "Bearer \(token.reveal())" }
        let whole = address.path + path
        var request = WireRequest(
            .post, address.endpoint, path: whole.isEmpty ? "/" : whole, headers: headers, body: body)
        if let token { request.confidential.append(token) }
        return request
    }
}
