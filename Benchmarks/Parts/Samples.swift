import Fleet
import Foundation
import Manifest
import Planning

/// The fleets that the parts are measured with.
enum Sample {
    static let project = "054e292c9880d4992f02c0196d3ea468"
    static let old = KernelVersion(2, 0, 72, 260100)
    static let declared = KernelVersion(2, 0, 75, 260400)

    static func id(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 32 - digits.count) + digits + "in07"
    }

    /// A manifest of so many instances, with a rollout that may do everything at once, in calls of one instance.
    static func manifest(_ count: Int) -> SourceFile {
        var text = """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: quick }
            spec:
              precheck: off
              batchSize: 1
              maxChanges: 100%
              waves: [{ name: all, maxUnavailable: 100% }]
            ---
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: orders }
            spec:
              region: cn-north-4
              projectID: \(project)
              kernelVersion: \(declared)
              rollout: quick
              instances:

            """
        for number in 1...count { text += "  - id: \(id(number))\n" }
        return SourceFile(path: "orders.yaml", bytes: Array(text.utf8))
    }

    static func fleet(_ count: Int) -> DesiredFleet {
        let loaded = ManifestLoader.load([manifest(count)])
        guard let fleet = loaded.fleets.first else { fatalError("\(loaded.diagnostics)") }
        return fleet
    }

    /// The instances as the cloud lists them; so many of them are a version behind.
    static func observed(_ fleet: DesiredFleet, outdated: Int = 0) -> [ObservedInstance] {
        fleet.instances.enumerated().map { index, instance in
            ObservedInstance(
                id: instance.id, name: "orders-\(index)", status: "normal",
                kernelVersion: (index < outdated ? old : declared).description)
        }
    }
}
