/// Credentials, and where they came from.
public struct FoundCredentials: Sendable {
    /// The credentials.
    public var credentials: Credentials
    /// Where they came from, for people: `profile 'prod' of ~/.huaweicloud/credentials`. Holds no value.
    public var origin: String
    /// IAM's endpoint as it is written beside them, unchecked, with what names it in an error; nil where there is none.
    public var iamEndpoint: EndpointSetting?
    /// What its owner should know, such as that others can read the file.
    public var warnings: [String]

    /// Credentials.
    public init(
        _ credentials: Credentials, origin: String, iamEndpoint: EndpointSetting? = nil, warnings: [String] = []
    ) {
        (self.credentials, self.origin) = (credentials, origin)
        (self.iamEndpoint, self.warnings) = (iamEndpoint, warnings)
    }
}
