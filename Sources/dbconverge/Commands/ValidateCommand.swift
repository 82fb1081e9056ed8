import ArgumentParser
import Client
import Fleet
import GitSource
import Manifest
import Reconciler

struct ValidateCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the manifests of a commit, without the cloud.")

    @OptionGroup var source: SourceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let read = try await Manifests.read(source, output)
        let manifests = read.manifests
        let endpoints = Self.endpoints
        for region in Set(manifests.fleets.map(\.location.region)).sorted()
        where (try? endpoints.gaussDB(region: region)) == nil {
            Console.error(
                "warning: no endpoint is known for region '\(region)'; is it spelt right? --endpoint gives one")
        }
        if !manifests.hasErrors { _ = try Manifests.fleets(of: read, named: source.fleets) }
        switch output.output {
        case .json: try Console.answer(JSONText.render(ValidationDocument(read)))
        case .text, .markdown:
            guard !manifests.hasErrors else { break }
            let instances = manifests.fleets.reduce(0) { $0 + $1.instances.count }
            let what = "\(manifests.fleets.count.of("fleet")), \(instances.of("instance"))"
            let files = read.snapshot.files.count.of("file")
            try Console.answer(
                output.style.paint("Valid", .green) + ": \(what) in \(files) at \(read.snapshot.revision)")
        }
        guard manifests.hasErrors else { return }
        let errors = manifests.diagnostics.count { $0.severity == .error }
        Console.error("\(errors.of("error")) at \(read.snapshot.revision)")
        throw ExitCode(ExitStatus.error.rawValue)
    }

    /// What this machine knows of the regions' endpoints. A configuration that is wrong is no fault of the manifests.
    private static var endpoints: EndpointBook {
        let environment = ProcessEnvironment.current
        let regions = (try? UserFile.read().endpoints.mapValues(EndpointBook.Region.init)) ?? [:]
        return EndpointBook(environment: environment, regions: regions, allowsPlainHTTP: true)
    }
}
