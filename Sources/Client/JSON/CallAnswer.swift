internal import FoundationEssentials

/// What the body of a good answer says.
protocol CallAnswer: Sendable {
    /// Reads it from a body, which is UTF-8, without the secrets of the request.
    ///
    /// Throws `JSONProblem` or `DecodingError`.
    init(body: Data, hiding redactor: Redactor) throws
}

extension CallAnswer where Self: Decodable {
    init(body: Data, hiding redactor: Redactor) throws {
        self = try JSONDecoder(hiding: redactor).decode(Self.self, from: body)
    }
}
