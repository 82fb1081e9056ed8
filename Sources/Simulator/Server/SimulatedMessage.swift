import Text

/// A request as it came over the wire, its path and query still encoded.
struct SimulatedRequest: Sendable {
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
        path.split(separator: "/").map { String(decoding: PercentCoding.decodeLeniently($0.utf8), as: UTF8.self) }
    }

    /// The query's items, decoded, in the order in which they came.
    var queryItems: [(name: String, value: String)] {
        PercentCoding.queryItems(query).map {
            (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
        }
    }
}

/// An answer before it goes over the wire.
struct SimulatedResponse: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
    var delivery = Delivery.whole

    /// How it reaches the caller, or does not.
    enum Delivery: Hashable, Sendable {
        case whole
        /// The connection is closed instead.
        case dropped
        /// Nothing ever comes.
        case never
        /// The connection is closed after so many bytes of the body.
        case cut(after: Int)
        /// In pieces, over this time.
        case slow(Duration)
        /// Spaces follow without end, before the last byte.
        case endless
        /// Spaces follow until it has so many bytes.
        case padded(to: Int)
    }

    /// The `Content-Length`; nil: it is not known beforehand.
    var announcedLength: Int? {
        switch delivery {
        case .endless: nil
        case .padded(let length): length
        default: body.count
        }
    }
}
