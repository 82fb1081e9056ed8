internal import FoundationEssentials
import Text

extension WireRequest {
    /// The path with every segment percent-encoded, as it is sent.
    var encodedPath: String { PercentCoding.encode(path.utf8, keepsSlashes: true) }

    /// The query as it is sent and signed: encoded, in the order of names and then values.
    var encodedQuery: String {
        // By UTF-8, which is the order of code points; Swift's order of strings is another one.
        query.sorted { left, right in
            left.name.utf8.elementsEqual(right.name.utf8)
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        .map { "\(PercentCoding.encode($0.name.utf8))=\(PercentCoding.encode($0.value.utf8))" }
        .joined(separator: "&")
    }

    /// The whole URL.
    var url: String { "\(endpoint)\(encodedPath)" + (query.isEmpty ? "" : "?\(encodedQuery)") }
}
