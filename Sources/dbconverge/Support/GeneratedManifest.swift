import CloudModel
import Fleet
import Simulator

/// The manifest that goes with a simulated cloud: every instance, at the newest version it can reach.
enum GeneratedManifest {
    static func render(_ file: FleetFile) -> String {
        let reachable = file.instances.map { $0.offers.last ?? $0.version }
        let common = reachable.max() ?? KernelVersion(2, 0, 0, 0)
        let stops = Set(file.instances.flatMap { $0.offers.dropLast() }).filter { $0 < common }.sorted()
        var lines = [
            "apiVersion: dbconverge/v1", "kind: Fleet", "metadata:", "  name: simulated", "spec:",
            "  region: \(file.region)", "  projectID: \(file.projectID)", "  kernelVersion: \(common)",
        ]
        if !stops.isEmpty { lines.append("  via: [\(stops.map(\.description).joined(separator: ", "))]") }
        lines.append("  instances:")
        for (instance, version) in zip(file.instances, reachable).sorted(by: { $0.0.id < $1.0.id }) {
            lines.append("  - id: \(instance.id)")
            if version != common { lines.append("    kernelVersion: \(version)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
