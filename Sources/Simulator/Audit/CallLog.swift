public import FoundationEssentials

/// One call as it was answered: part of the answer of `GET /_audit/calls`. Times are seconds since 1970.
public struct CallEntry: Codable, Hashable, Sendable {
    /// When it was answered.
    public let time: Date
    /// Its kind.
    public let call: CloudCall
    /// The HTTP method.
    public let method: String
    /// The path and query as they came.
    public let path: String
    /// The HTTP status of the answer.
    public let status: Int
}

/// The last 200,000 calls, and counts of all.
struct CallLog: Sendable {
    static let limit = 200_000

    private(set) var counts: [CloudCall: Int] = [:]
    private(set) var unauthorised = 0
    private var entries: [CallEntry] = []
    /// Where the oldest entry is, once the log is full.
    private var oldest = 0

    mutating func add(_ entry: CallEntry) {
        counts[entry.call, default: 0] += 1
        if entry.status == 401 { unauthorised += 1 }
        if entries.count < Self.limit {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.limit
        }
    }

    /// The oldest first.
    var all: [CallEntry] { Array(entries[oldest...] + entries[..<oldest]) }
}
