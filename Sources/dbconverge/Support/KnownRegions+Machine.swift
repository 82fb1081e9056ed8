import Client
import Manifest

extension KnownRegions {
    /// The regions that this machine has an endpoint for: from the flag or its variable, the vendor's variables, the
    /// user's configuration or the built-in table. Nil, to ask nothing, where the configuration cannot be read: that is
    /// no fault of the manifests.
    static func here(endpoint: String?) -> KnownRegions? {
        let environment = ProcessEnvironment.current
        guard let user = try? UserFile.read(environment) else { return nil }
        let regions = user.endpoints.mapValues(EndpointBook.Region.init)
        let book = EndpointBook(
            api: endpoint.map { EndpointSetting($0, name: "--endpoint (or its variable)") }, environment: environment,
            regions: regions)
        return KnownRegions(
            names: Endpoint.regions + regions.filter { $0.value.api != nil }.keys, hasEndpoint: book.hasGaussDB)
    }
}
