/// A request as it came over the wire, its path and query still encoded.
struct WireRequest: Sendable {
    let method: String
    let path: String
    let query: String
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    /// Splits a request target at its first `?`.
    init(method: String, target: String, headers: [String: String], body: [UInt8]) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? "/"
        query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $0 + "," + $1 })
        self.body = body
    }

    /// The path and query as they came.
    var target: String { query.isEmpty ? path : path + "?" + query }

    /// The path's segments, decoded.
    var segments: [String] {
        path.split(separator: "/").map { String(decoding: PercentCoding.decode($0.utf8), as: UTF8.self) }
    }

    /// The query's items, decoded, in the order in which they came.
    var queryItems: [(name: String, value: String)] {
        PercentCoding.queryItems(query).map {
            (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
        }
    }
}

/// An answer before it goes over the wire.
struct WireResponse: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
}
