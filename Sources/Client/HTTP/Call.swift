internal import Fleet
internal import FoundationEssentials

/// One call of the API: what it is for, where it goes and what it carries.
struct Call: Sendable {
    /// For people: `list the instances`.
    let purpose: String
    let method: WireRequest.Method
    /// The path with names in place of ids: `/v3.1/{project}/instances`.
    let template: String
    var path: String
    var query: [WireRequest.QueryItem]
    var body: Data
    /// Whether it changes something in the cloud, so that it matters whether it has arrived.
    let acts: Bool
    /// Whether it may be made again after a failure without an observation first: a GET, or a POST that does no harm twice.
    let isRepeatable: Bool
    /// From when on it must not be sent any more, by the client's clock; nil: it may be sent at any time.
    var notAfter: Date?
    /// Asked just before it is sent: why it must not be, and nil where it may.
    var objection: (@Sendable () async -> String?)?

    init(
        _ purpose: String, _ method: WireRequest.Method, _ template: String, project: ProjectID? = nil,
        instance: InstanceID? = nil, query: [WireRequest.QueryItem] = [], body: Data = Data(), acts: Bool = false,
        isHarmless: Bool = false
    ) {
        self.purpose = purpose
        self.method = method
        self.template = template
        path = Self.path(template, project, instance)
        self.query = query
        self.body = body
        self.acts = acts
        self.isRepeatable = !acts && (method == .get || isHarmless)
    }

    /// The template with the ids in it; it is made for every call, and to search it for each name would cost more.
    private static func path(_ template: String, _ project: ProjectID?, _ instance: InstanceID?) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false).map { part in
            switch part {
            case "{project}": project?.description ?? String(part)
            case "{instance}": instance?.description ?? String(part)
            default: String(part)
            }
        }.joined(separator: "/")
    }

    /// The call as errors name it.
    var operation: String { "\(purpose) (\(method.rawValue) \(template))" }

    /// The request, without authentication headers.
    func request(to endpoint: Endpoint) -> WireRequest {
        WireRequest(
            method, endpoint, path: path, query: query, headers: ["content-type": "application/json"], body: body)
    }
}
