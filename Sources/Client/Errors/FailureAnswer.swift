/// The body of a failure, in the shapes that the service, its gateway and IAM have.
struct FailureAnswer: Decodable {
    var code: String?
    var message: String?

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let inner = try? container.decode(Inner.self, forKey: .error) {
            message = inner.message.text
        }
        if let text = try container.decodeIfPresent(LenientText.self, forKey: .code)?.text { code = text }
        if let text = try container.decodeIfPresent(LenientText.self, forKey: .message)?.text { message = text }
    }

    private enum CodingKeys: String, CodingKey {
        case code = "error_code"
        case message = "error_msg"
        case error
    }

    /// IAM's `{"error": {"code": 401, "message": "…"}}`; its code only repeats the status.
    private struct Inner: Decodable { let message: LenientText }
}
