/// An endpoint as it is written in a setting, with the setting's name.
public struct EndpointSetting: Hashable, Sendable {
    /// The text, unchecked.
    public var text: String
    /// The name that errors use: `--endpoint`, or `config.yaml:3:10: endpoints.cn-north-4.api`.
    public var name: String
    /// Whether a text without a scheme means https, as it does for the vendor's SDKs.
    public var impliesHTTPS: Bool

    /// A setting.
    public init(_ text: String, name: String, impliesHTTPS: Bool = false) {
        (self.text, self.name, self.impliesHTTPS) = (text, name, impliesHTTPS)
    }

    /// The endpoint. Throws `EndpointError`, which names the setting and does not repeat its text.
    public func endpoint(allowingPlainHTTP: Bool) throws(EndpointError) -> Endpoint {
        do throws(EndpointError) {
            let whole = impliesHTTPS && !text.contains("://") ? "https://\(text)" : text
            return try Endpoint(parsing: whole, allowingPlainHTTP: allowingPlainHTTP)
        } catch {
            throw EndpointError("\(name): \(error.description)")
        }
    }
}
