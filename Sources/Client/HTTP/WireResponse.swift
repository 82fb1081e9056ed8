public import FoundationEssentials

/// One whole HTTP answer. Printing or dumping it shows no header and no body: a login's answer holds a token.
public struct WireResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The headers, by their names in lower case; of a repeated one the first.
    public var headers: [String: String]
    /// The body.
    public var body: Data

    /// An answer.
    public init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

extension WireResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the size.
    public var description: String { "\(status), \(body.count) bytes" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Only what `description` says.
    public var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
