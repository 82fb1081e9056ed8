import ArgumentParser
import Client

/// Where the cloud is reached. Manifests cannot say it: a pull request could then redirect credentials.
struct CloudOptions: ParsableArguments {
    @Option(help: "The API's address, in place of the region's own, such as http://127.0.0.1:8080.")
    var endpoint: String?

    @Option(help: "IAM's address, in place of the region's own.")
    var iamEndpoint: String?

    mutating func validate() throws {
        endpoint = endpoint ?? Environment.optional("endpoint")
        iamEndpoint = iamEndpoint ?? Environment.optional("iam-endpoint")
    }
}
