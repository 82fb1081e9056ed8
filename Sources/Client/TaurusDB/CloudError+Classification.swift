internal import Fleet
internal import FoundationEssentials

extension CloudError {
    /// The table of `API.md` §3: what a code of the cloud means.
    private static let codesByMeaning: [Code: [String]] = [
        .busy: [
            "DBS.200011", "DBS.200019", "DBS.200047", "DBS.201014", "DBS.201015", "DBS.201202", "DBS.201205",
            "DBS.212006", "DBS.212033", "DBS.05000084", "DBS.280406",
        ],
        .needsAPerson: ["DBS.200316", "DBS.280449"],
        .notFound: [
            "DBS.200002", "DBS.200010", "DBS.200044", "DBS.200045", "DBS.201003", "DBS.280015", "DBS.280404",
        ],
        .refused: ["DBS.200001", "DBS.280001", "DBS.200041", "DBS.200504", "DBS.280439"],
        .alreadyLatest: ["DBS.05000008"],
        .offPeak: ["DBS.05000009"],
        .throttled: ["APIGW.0308"],
        .unauthorized: ["APIGW.0301", "APIGW.0303"],
        .notPublished: ["APIGW.0101"],
        .timedOut: ["APIGW.0201"],
        .server: ["DBS.108000", "DBS.200005", "DBS.213002", "DBS.05000000"],
    ]

    private static let meanings: [String: Code] = {
        var table: [String: Code] = [:]
        for (meaning, codes) in codesByMeaning {
            for code in codes { table[code] = meaning }
        }
        return table
    }()

    /// The meaning of a status where the code has none; nil for success.
    private static func meaning(of status: Int) -> Code? {
        switch status {
        case 200...299: nil
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 408, 504: .timedOut
        case 409, 423: .busy
        case 429: .throttled
        case 400...499: .refused
        case 500...: .server
        default: .unexpectedAnswer
        }
    }

    /// Classifies an answer by its code first and its status second; nil where the status says success.
    init?(of response: WireResponse, to request: WireRequest, _ call: Call, now: Date) {
        guard let byStatus = Self.meaning(of: response.status) else { return nil }
        let failure = (try? JSONDecoder().decode(FailureAnswer.self, from: response.body)) ?? FailureAnswer()
        let rawCode = failure.code.map { Excerpt.of($0, limit: 40, hiding: request.redactor) }
        let redirect = (300...399).contains(response.status) ? "a redirect, which is not followed; " : ""
        let message =
            failure.message.map { Excerpt.of($0, limit: 500, hiding: request.redactor) }
            ?? redirect + Excerpt.of(response, hiding: request.redactor)
        let code = rawCode.flatMap { Self.meanings[$0] } ?? byStatus
        // Only a client error (4xx) says that the cloud turned the call away, unless its code blames the cloud. A redirect
        // proves nothing: a service may act and then point at the result.
        let isClientError = (400...499).contains(response.status) && response.status != 408
        let isRefusal = isClientError && rawCode != "APIGW.0201" && code != .server
        self.init(
            code, call, rawCode: rawCode, status: response.status, message: message,
            reach: isRefusal ? .answered : .unknown, named: InstanceID.all(in: failure.message ?? ""))
        if response.status == 429 || response.status == 503 || code == .throttled {
            retryAfter = RetryAfter.seconds(of: response, now: now)
        }
    }

    /// Classifies a failure to get any whole answer.
    init(_ error: TransportError, _ call: Call) {
        let code: Code =
            switch error.kind {
            case .unreachable: .unreachable
            case .tls: .tls
            case .timedOut: .timedOut
            case .interrupted: .interrupted
            case .tooLarge: .tooLarge
            case .tooLate: .tooLate
            }
        self.init(code, call, message: error.detail, reach: error.mayHaveArrived ? .unknown : .notSent)
    }
}

/// The body of a failure, in the shapes that the service, its gateway and IAM have.
private struct FailureAnswer: Decodable {
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

extension InstanceID {
    /// So much of a text is searched at most, in bytes: a hundred ids with many words to each.
    private static let searched = 64 << 10

    /// The ids that a text names, each a word of its own.
    fileprivate static func all(in text: String) -> Set<InstanceID> {
        let words = text.utf8.prefix(searched).split { byte in
            !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte) && !(0x61...0x7A).contains(byte)
        }
        return Set(words.compactMap { InstanceID(String(Substring($0))) })
    }
}
