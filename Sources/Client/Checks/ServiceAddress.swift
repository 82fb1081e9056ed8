/// Where a server of checks is: an endpoint, and a path on it.
public struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    /// The scheme, host and port.
    public let endpoint: Endpoint
    /// The path, without a slash at its end; empty for none.
    public let path: String

    /// Reads `https://host[:port][/path]`; `http` is allowed to loopback only, and elsewhere with `allowingPlainHTTP`.
    ///
    /// Throws `EndpointError`, which never repeats the text: it might hold a password.
    public init(parsing text: String, allowingPlainHTTP: Bool = false) throws(EndpointError) {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let slash = text[start...].firstIndex(of: "/") ?? text.endIndex
        endpoint = try Endpoint(parsing: String(text[..<slash]), allowingPlainHTTP: allowingPlainHTTP)
        var path = text[slash...]
        while path.hasSuffix("/") { path.removeLast() }
        guard path.utf8.allSatisfy({ Self.allowed.contains($0) }) else {
            throw EndpointError(
                "the path of the address holds more than letters, digits and '-._~/'; a secret belongs into 'tokenFile'"
            )
        }
        self.path = String(path)
    }

    private static let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)

    /// The address in its canonical spelling.
    public var description: String { "\(endpoint)\(path)" }
}
