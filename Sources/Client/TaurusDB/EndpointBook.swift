/// Finds the services of each region: by the command line, the vendor's variables, the user's configuration, and
/// last the table of `API.md` §4, in this order.
public struct EndpointBook: Sendable {
    /// The endpoints of one region in the user's configuration.
    public struct Region: Hashable, Sendable {
        /// Where TaurusDB is.
        public var api: EndpointSetting?
        /// Where IAM is.
        public var iam: EndpointSetting?

        /// A region.
        public init(api: EndpointSetting? = nil, iam: EndpointSetting? = nil) { (self.api, self.iam) = (api, iam) }
    }

    private let api: EndpointSetting?
    private let iam: EndpointSetting?
    private let environment: [String: String]
    private let regions: [String: Region]
    private let allowsPlainHTTP: Bool

    /// A book.
    ///
    /// - Parameters:
    ///   - api: the one address of TaurusDB in place of all regions' own.
    ///   - iam: the same for IAM.
    ///   - environment: the process's variables.
    ///   - regions: what the user's configuration says, by the region's name.
    ///   - allowsPlainHTTP: whether plain http may leave this machine.
    public init(
        api: EndpointSetting? = nil, iam: EndpointSetting? = nil, environment: [String: String] = [:],
        regions: [String: Region] = [:], allowsPlainHTTP: Bool = false
    ) {
        (self.api, self.iam, self.environment) = (api, iam, environment)
        (self.regions, self.allowsPlainHTTP) = (regions, allowsPlainHTTP)
    }

    /// Where TaurusDB is in a region. Throws for a region that nothing knows, and for a setting that is no endpoint.
    public func gaussDB(region: String) throws(EndpointError) -> Endpoint {
        try endpoint(setting(region), else: .gaussDB(region: region), region, "--endpoint")
    }

    /// Whether anything says where TaurusDB is in a region, be it wrong.
    public func hasGaussDB(region: String) -> Bool { setting(region) != nil || Endpoint.gaussDB(region: region) != nil }

    private func setting(_ region: String) -> EndpointSetting? {
        api ?? variable("HUAWEICLOUD_SDK_REGION_GAUSSDB_\(region.uppercased().replacing("-", with: "_"))")
            ?? regions[region]?.api
    }

    /// Where IAM is for a region, and for these credentials where an address is written beside them.
    public func iam(
        region: String, beside credentials: EndpointSetting? = nil
    ) throws(EndpointError) -> Endpoint {
        let setting = iam ?? credentials ?? variable("HUAWEICLOUD_SDK_IAM_ENDPOINT") ?? regions[region]?.iam
        return try endpoint(setting, else: .iam(region: region), region, "--iam-endpoint")
    }

    /// Throws for the first of the addresses for all regions that is no endpoint.
    public func check() throws(EndpointError) {
        for setting in [api, iam] { _ = try setting?.endpoint(allowingPlainHTTP: allowsPlainHTTP) }
    }

    private func endpoint(
        _ setting: EndpointSetting?, else known: Endpoint?, _ region: String, _ flag: String
    ) throws(EndpointError) -> Endpoint {
        if let setting { return try setting.endpoint(allowingPlainHTTP: allowsPlainHTTP) }
        guard let known else {
            throw EndpointError(
                "no endpoint is known for region '\(region)'; check the region's name, or give the address with \(flag)"
            )
        }
        return known
    }

    /// The vendor's SDKs take several addresses with commas and fail over from one to the next; the first one counts.
    private func variable(_ name: String) -> EndpointSetting? {
        guard let first = environment[name]?.split(separator: ",").first else { return nil }
        return EndpointSetting(String(first), name: name, impliesHTTPS: true)
    }
}
