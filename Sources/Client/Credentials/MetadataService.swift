internal import FoundationEssentials

/// A key that ends.
struct TemporaryKey: Sendable {
    let key: AccessKey
    let expiresAt: Date
}

/// The calls of an ECS instance's metadata service (`API.md` §4, Temporary credentials).
struct MetadataService: Sendable {
    let endpoint: Endpoint
    let exchange: Exchange

    private static let readKey = Call(
        "read the temporary key from the metadata service", .get, "/openstack/latest/securitykey")
    private static let takeToken = Call(
        "take a token from the metadata service", .put, "/meta-data/latest/api/token")

    /// The instance's key of now.
    func key() async throws -> TemporaryKey {
        var request = Self.readKey.request(to: endpoint)
        request.headers = [:]
        if let token = try await token() {
            request.headers["x-metadata-token"] = token.reveal()
            request.confidential = [token]
        }
        let response = try await exchange.perform(Self.readKey, request)
        // The answer holds the secret: an error must not show how it begins.
        guard let answer = try? JSONDecoder().decode(Answer.self, from: response.body).credential,
            !answer.access.isEmpty, !answer.secret.isEmpty, let expiresAt = CloudTime.parse(answer.expires_at)
        else { throw unfit(Self.readKey, response, "a key with access, secret and expires_at") }
        return TemporaryKey(
            key: AccessKey(
                id: answer.access, secret: Secret(answer.secret),
                securityToken: answer.securitytoken.flatMap { $0.isEmpty ? nil : Secret($0) }),
            expiresAt: expiresAt)
    }

    /// The error of a key that had ended before it came.
    var expired: CloudError {
        CloudError(.unexpectedAnswer, Self.readKey, message: "the key has expired already; check this machine's clock")
    }

    /// Nil where the service is of the kind that wants none.
    private func token() async throws -> Secret? {
        var request = Self.takeToken.request(to: endpoint)
        request.headers = ["x-metadata-token-ttl-seconds": "600"]
        let response: WireResponse
        do {
            response = try await exchange.perform(Self.takeToken, request)
        } catch let error as CloudError where [404, 405, 503].contains(error.status) {
            return nil
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard (1...4096).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw unfit(Self.takeToken, response, "a token")
        }
        return Secret(text)
    }

    private func unfit(_ call: Call, _ response: WireResponse, _ expected: String) -> CloudError {
        CloudError(
            .unexpectedAnswer, call, status: response.status,
            message: "the answer of \(endpoint.hostAndPort) is not \(expected)")
    }

    private struct Answer: Decodable {
        let credential: Credential

        struct Credential: Decodable {
            let access, secret: String
            let securitytoken: String?
            let expires_at: String
        }
    }
}
