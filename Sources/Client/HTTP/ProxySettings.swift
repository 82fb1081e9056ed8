import Text

/// Which calls go through a proxy: `HTTPS_PROXY` and `NO_PROXY` as curl reads them, the names in lower case first.
///
/// Only https goes through one, by CONNECT, so that a proxy sees no request. Loopback never does.
public struct ProxySettings: Sendable {
    /// No proxies.
    public static let none = ProxySettings(setting: nil, bypass: [])

    /// The proxy, or why it cannot be used; a fault matters only to a call that would go through it.
    private let setting: Result<Proxy, Failure>?
    private let bypass: [BypassRule]

    /// A proxy.
    struct Proxy: Sendable {
        let host: String
        let port: Int
        let user: String
        let password: Secret?
        /// Host and port, for people.
        var address: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    }

    /// Why `HTTPS_PROXY` cannot be followed; never holds its value.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The reason in plain words.
        public let description: String
    }

    /// Reads the environment.
    public init(environment: [String: String]) {
        func value(_ names: [String]) -> (name: String, text: String)? {
            names.lazy.compactMap { name in environment[name].map { (name, $0) } }.first { !$0.1.isEmpty }
        }
        let exceptions = value(["no_proxy", "NO_PROXY"])?.text ?? ""
        guard let given = value(["https_proxy", "HTTPS_PROXY"]), exceptions != "*" else {
            self = .none
            return
        }
        let rules = exceptions.split { $0 == "," || $0.isWhitespace }.map { BypassRule($0) }
        do throws(EndpointError) {
            self.init(setting: .success(try Proxy(parsing: given.text)), bypass: rules)
        } catch {
            self.init(setting: .failure(Failure(description: "\(given.name): \(error.description)")), bypass: rules)
        }
    }

    private init(setting: Result<Proxy, Failure>?, bypass: [BypassRule]) {
        (self.setting, self.bypass) = (setting, bypass)
    }

    /// The proxy that some calls go through; nil where there is none, or none that can be used.
    var usable: Proxy? { try? setting?.get() }

    /// The proxy for calls to an endpoint; nil: they go there directly. Throws `Failure` where they cannot go through it.
    func proxy(for endpoint: Endpoint) throws(Failure) -> Proxy? {
        guard let setting, endpoint.scheme == .https, !endpoint.isLoopback,
            !bypass.contains(where: { $0.matches(endpoint) })
        else { return nil }
        return try setting.get()
    }

    /// Throws `Failure` where calls to an endpoint go through a proxy that cannot be used.
    public func check(for endpoint: Endpoint) throws(Failure) { _ = try proxy(for: endpoint) }
}

extension ProxySettings.Proxy {
    /// Reads `[http://][user[:password]@]host:port`; percent-encoded characters of user and password are decoded.
    init(parsing text: String) throws(EndpointError) {
        var rest = text[...]
        if let separator = text.firstRange(of: "://") {
            guard text[..<separator.lowerBound].lowercased() == "http" else {
                throw EndpointError(
                    "only proxies that are spoken to in plain HTTP are supported, which https passes through unread: "
                        + "write http://host:port")
            }
            rest = text[separator.upperBound...]
        }
        var (user, password): (String, Secret?) = ("", nil)
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { part in
                PercentCoding.decode(part.utf8).flatMap { String(validating: $0, as: UTF8.self) }
            }
            guard let name = decoded.first.flatMap(\.self), decoded.count < 2 || decoded[1] != nil else {
                throw EndpointError("its user name or password has a % that two digits should follow: write %25")
            }
            user = name
            password = decoded.count == 2 ? decoded[1].map { Secret($0) } : nil
            rest = rest[rest.index(after: at)...]
        }
        let address: Endpoint
        do throws(EndpointError) {
            address = try Endpoint(parsing: "http://\(rest)", allowingPlainHTTP: true)
        } catch {
            throw EndpointError("it is no proxy, which is written as http://host:port")
        }
        // Programs differ in the port that they take where none is written.
        let written = rest.hasSuffix("/") ? rest.dropLast() : rest
        guard written.hasSuffix(":\(address.port)") else {
            throw EndpointError("the proxy's port is missing: write http://host:port")
        }
        self.init(host: address.host, port: address.port, user: user, password: password)
    }
}
