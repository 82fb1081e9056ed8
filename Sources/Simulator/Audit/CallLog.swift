import CloudModel
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
    /// The HTTP status of the answer; 0: none came.
    public let status: Int
    /// What befell it, by the name of ``TransportFault``; nil: nothing.
    public var fault: String?
}

/// The last 200,000 calls, and counts of all.
struct CallLog: Sendable {
    static let limit = 200_000

    private(set) var counts: [CloudCall: Int] = [:]
    private(set) var unauthorised = 0
    /// When the first call came, and when calls were answered 429, by the caller's clock.
    private(set) var firstCall: Date?
    private(set) var throttled: [Date] = []
    private(set) var faults: [String: Int] = [:]
    private(set) var repeatedPosts = 0
    private var posts: Set<UInt64> = []
    private var entries: [CallEntry] = []
    /// Where the oldest entry is, once the log is full.
    private var oldest = 0

    mutating func add(_ entry: CallEntry, real: Date, body: [UInt8] = []) {
        counts[entry.call, default: 0] += 1
        firstCall = firstCall ?? real
        if entry.status == 401 { unauthorised += 1 }
        if entry.status == 429, throttled.count < Self.limit { throttled.append(real) }
        if let fault = entry.fault { faults[fault, default: 0] += 1 }
        if entry.call == .upgrade || entry.call == .upgradeOne {
            let text = "\(entry.path) \(String(decoding: body, as: UTF8.self))"
            if !posts.insert(SeededGenerator.hash(text)).inserted { repeatedPosts += 1 }
        }
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
