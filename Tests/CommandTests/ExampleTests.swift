import Fleet
import Foundation
import Manifest
import Simulator
import TestSupport
import Testing

@testable import dbconverge

/// The examples are loaded here, so that they cannot rot.
@Suite struct ExampleTests {
    static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples")

    @Test func theQuickStartsManifestsAreSound() throws {
        let fleets = Self.folder.appending(path: "quickstart/fleets")
        let files = try FileManager.default.contentsOfDirectory(atPath: fleets.path).sorted().map {
            SourceFile(path: $0, bytes: Array(try Data(contentsOf: fleets.appending(path: $0))))
        }
        let loaded = ManifestLoader.load(files)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        let cloud = try FleetFile(json: try Data(contentsOf: Self.folder.appending(path: "quickstart/cloud.json")))
        #expect(Set(loaded.fleets.flatMap(\.instances).map(\.id)) == Set(cloud.instances.map(\.id)))
    }

    @Test func aGeneratedManifestDeclaresWhatTheGeneratedCloudCanReach() throws {
        let cloud = FleetFile.generated(instances: 50, seed: 9)
        let text = GeneratedManifest.render(cloud)
        let loaded = ManifestLoader.load([SourceFile(path: "fleet.yaml", bytes: Array(text.utf8))])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        let declared = Dictionary(
            uniqueKeysWithValues: loaded.fleets.flatMap(\.instances).map { ($0.id, $0.version) })
        #expect(declared.count == 50)
        for instance in cloud.instances {
            #expect(declared[instance.id] == instance.offers.last ?? instance.version)
        }
    }
}
