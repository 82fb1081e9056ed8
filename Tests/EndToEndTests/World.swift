import Foundation
import TestSupport

/// Fleets for the simulator and the manifests that go with them.
enum World {
    static let project = "054e292c9880d4992f02c0196d3ea468"
    static let old = "2.0.72.260100"
    static let declared = "2.0.75.260400"
    static let beyond = "2.0.78.260700"

    static func id(_ number: Int) -> String { String(format: "%032din07", number) }

    struct Instance {
        var number: Int
        var version = World.old
        var offers = [World.declared]
    }

    static func cloud(_ instances: [Instance], settings: [String: Any] = [:]) -> [String: Any] {
        let quick: [String: Any] = [
            "upgradeSeconds": [0.3, 0.8], "jobVisibilitySeconds": 0.1,
            "instances": instances.map {
                ["id": id($0.number), "name": "orders-\($0.number)", "version": $0.version, "offers": $0.offers]
            },
        ]
        return quick.merging(settings) { $1 }
    }

    /// A manifest that declares one version for all of them.
    static func manifest(_ numbers: some Sequence<Int>, maxUnavailable: String = "100%", via: [String] = []) -> String {
        var text = """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: quick }
            spec:
              waves: [{ name: all, maxUnavailable: \(maxUnavailable) }]
            ---
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: orders }
            spec:
              region: cn-north-4
              projectID: \(project)
              kernelVersion: \(declared)
              rollout: quick

            """
        if !via.isEmpty { text += "  via: [\(via.joined(separator: ", "))]\n" }
        text += "  instances:\n"
        for number in numbers { text += "  - id: \(id(number))\n" }
        return text
    }

    static func repository(_ manifest: String) throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.write("fleets/orders.yaml", manifest)
        _ = try repository.commit("declare")
        return repository
    }

    /// What every run in these tests is given, so that it takes seconds.
    static let quickly = ["--poll-interval", "300ms", "--settle-time", "20s", "--timeout", "5m"]
}
