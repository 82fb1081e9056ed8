public import FoundationEssentials

/// One HTTP request, before it is bytes. Printing or dumping it shows no header and no body: they hold secrets.
public struct WireRequest: Sendable {
    /// The HTTP method.
    public var method: Method
    /// Where it goes.
    public var endpoint: Endpoint
    /// The path, not percent-encoded.
    public var path: String
    /// The query's items, not percent-encoded; a name may come more than once.
    public var query: [QueryItem]
    /// The headers, by their names in lower case. `host` is the endpoint's own and not among them.
    public var headers: [String: String]
    /// The body; may be empty.
    public var body: Data
    /// Texts, besides the values of secret headers, that must never be seen in an error or a log.
    package var confidential: [Secret] = []
    /// Asked when the request is about to be written, on a connection that stands: whether it is too late for it. nil: it may
    /// be written at any time.
    var isTooLate: (@Sendable () -> Bool)?

    /// An HTTP method that the API uses.
    public enum Method: String, Hashable, Sendable {
        /// Reads.
        case get = "GET"
        /// Acts, or asks with a body.
        case post = "POST"
        /// Changes.
        case put = "PUT"
        /// Removes.
        case delete = "DELETE"
    }

    /// One `name=value` of a query.
    public struct QueryItem: Hashable, Sendable {
        /// The name and the value, not percent-encoded.
        public var name, value: String

        /// An item.
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A request.
    public init(
        _ method: Method, _ endpoint: Endpoint, path: String, query: [QueryItem] = [],
        headers: [String: String] = [:], body: Data = Data()
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// Every text of the request that no error and no log may repeat.
    var secrets: [String] {
        let names = ["authorization", "x-auth-token", "x-security-token"]
        return names.compactMap { headers[$0] } + confidential.map { $0.reveal() }
    }

    /// Takes them out of the answer's texts.
    var redactor: Redactor { Redactor(secrets) }
}

extension WireRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method, the endpoint and the path.
    public var description: String { "\(method.rawValue) \(endpoint)\(path)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Only what `description` says.
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
