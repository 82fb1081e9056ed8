import Foundation
import TestSupport

/// Fleets for the simulator and the manifests that go with them.
enum Fixture {
    static let project = "054e292c9880d4992f02c0196d3ea468"
    static let old = "2.0.72.260100"
    static let declared = "2.0.75.260400"
    static let beyond = "2.0.78.260700"

    /// Upgrades that end once a test says so with `SimulatorProcess.finishUpgrades`, however busy the machine is.
    static let untilFinished = ["upgradeSeconds": [3600, 3600]]

    static func id(_ number: Int) -> String { String(format: "%032din07", number) }

    struct Instance {
        var number: Int
        var version = Fixture.old
        var offers = [Fixture.declared]
        var maintenanceWindow: String?
    }

    static func cloud(_ instances: [Instance], settings: [String: Any] = [:]) -> [String: Any] {
        let quick: [String: Any] = [
            "upgradeSeconds": [0.3, 0.8], "jobVisibilitySeconds": 0.1,
            "instances": instances.map { instance -> [String: Any] in
                var described: [String: Any] = [
                    "id": id(instance.number), "name": "orders-\(instance.number)", "version": instance.version,
                    "offers": instance.offers,
                ]
                described["maintenanceWindow"] = instance.maintenanceWindow
                return described
            },
        ]
        return quick.merging(settings) { $1 }
    }

    /// A manifest that declares one version for all of them; the first `canaries` have the label `tier: canary`.
    /// `rollout` is the body of the rollout, by default one wave.
    static func manifest(
        _ numbers: some Sequence<Int>, maxUnavailable: String = "100%", via: [String] = [],
        rollout: String? = nil, canaries: Int = 0, suspend: Bool = false
    ) -> String {
        let rollout = rollout ?? "  waves: [{ name: all, maxUnavailable: \(maxUnavailable) }]"
        var text = """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: quick }
            spec:
            \(rollout)
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
        if suspend { text += "  suspend: true\n" }
        text += "  instances:\n"
        for (index, number) in numbers.enumerated() {
            text += "  - id: \(id(number))\n"
            if index < canaries { text += "    labels: { tier: canary }\n" }
        }
        return text
    }

    /// A fleet of one instance with the label `env`.
    static func fleet(_ name: String, _ number: Int, _ environment: String) -> String {
        """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: \(name), labels: { env: \(environment) } }
        spec:
          region: cn-north-4
          projectID: \(project)
          kernelVersion: \(declared)
          instances: [{ id: \(id(number)) }]

        """
    }

    /// A canary wave and the rest, each with its own body beside the name; one run may change all of them.
    static func waves(canary: String, rest: String) -> String {
        """
          maxChanges: 100%
          waves:
          - { name: canary, selector: { matchLabels: { tier: canary } }, \(canary) }
          - { name: rest, \(rest) }
        """
    }

    static func repository(_ manifest: String) throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.write("fleets/orders.yaml", manifest)
        _ = try repository.commit("declare")
        return repository
    }

    /// The times that runs in these tests keep to, so that they take seconds.
    static let times = ["--poll-interval", "300ms", "--settle-time", "20s", "--timeout", "5m"]

    /// What runs are given that are not about what an empty journal means.
    static let quickly = times + ["--assume-idle"]
}
