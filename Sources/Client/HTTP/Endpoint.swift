import Text

/// Where an API is served: a scheme, a host and a port, and nothing else (`API.md` §1 and §4).
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// `https`, or `http` to this machine itself; to others only where that was allowed.
    public let scheme: Scheme
    /// The host's name or address in lower case, an IPv6 address without its brackets.
    public let host: String
    /// The port, 1 to 65535.
    public let port: Int

    /// How the endpoint is spoken to.
    public enum Scheme: String, Hashable, Sendable {
        /// Plain HTTP, to loopback only unless it was allowed elsewhere.
        case http
        /// HTTP over TLS.
        case https

        var defaultPort: Int { self == .https ? 443 : 80 }
    }

    /// Reads `https://host[:port]`; `http` is allowed to loopback only, and elsewhere with `allowingPlainHTTP`.
    ///
    /// Throws `EndpointError`, which never repeats the text: it might hold a password.
    public init(parsing text: String, allowingPlainHTTP: Bool = false) throws(EndpointError) {
        // As a variable that was filled from a file often has one.
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            throw EndpointError("the endpoint begins or ends with a space or a line break; remove it")
        }
        guard let separator = text.firstRange(of: "://") else {
            throw EndpointError("an endpoint is written as https://host or https://host:port")
        }
        guard let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else {
            throw EndpointError("an endpoint begins with https:// (or with http:// for this machine itself)")
        }
        var rest = text[separator.upperBound...]
        if rest.hasSuffix("/") { rest.removeLast() }
        if rest.contains("@") { throw EndpointError("an endpoint holds no user name and no password") }
        if let extra = rest.first(where: { "/?#".contains($0) }) {
            throw EndpointError("an endpoint is only scheme, host and port; remove what begins at '\(extra)'")
        }
        let (host, port) = try Self.split(rest)
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        if scheme == .http, !isLoopback, !allowingPlainHTTP {
            throw EndpointError(
                "plain http is allowed only to loopback, and \(host) is not; write https://\(host), or allow it with --insecure-http"
            )
        }
    }

    init(https host: String) { (self.scheme, self.host, self.port) = (.https, host, 443) }

    /// The metadata service of an ECS instance (`API.md` §4), which only it can reach, in plain HTTP.
    static let metadata = Endpoint(plainHTTP: "169.254.169.254")

    private init(plainHTTP host: String) { (self.scheme, self.host, self.port) = (.http, host, 80) }

    /// The endpoint's canonical spelling, without the scheme's own port.
    public var description: String { "\(scheme.rawValue)://\(authority)" }

    /// The value of the `Host` header.
    var authority: String { port == scheme.defaultPort ? bracketedHost : "\(bracketedHost):\(port)" }

    /// The host and the port, always both, for the diagnosis of a connection that fails.
    var hostAndPort: String { "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Whether it is on this machine itself.
    public var isLoopback: Bool { LoopbackHost.contains(host) }

    private static func split(_ text: Substring) throws(EndpointError) -> (host: String, port: Int?) {
        let host: Substring
        let portText: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw EndpointError("after ']' only :port may follow") }
            guard host.contains(":"), host.utf8.allSatisfy(isIPv6Byte) else {
                throw EndpointError("between '[' and ']' stands an IPv6 address")
            }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0]
            portText = parts.count == 2 ? parts[1] : nil
            guard !host.isEmpty, host.utf8.allSatisfy(isNameByte) else {
                throw EndpointError("the endpoint's host is missing or has characters that no host name has")
            }
        }
        guard let portText else { return (host.lowercased(), nil) }
        guard portText.utf8.allSatisfy(isDigit), let port = Int(portText), (1...65535).contains(port) else {
            throw EndpointError("the endpoint's port is not a number from 1 to 65535")
        }
        return (host.lowercased(), port)
    }
}

/// Why a text is no endpoint, and how to write one.
public struct EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason in plain words; never holds the text itself.
    public let description: String

    init(_ description: String) { self.description = description }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
}

private func isIPv6Byte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x3A || byte == 0x2E
}
