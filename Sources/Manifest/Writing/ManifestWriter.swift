internal import Fleet
internal import Text

/// Writes Fleets as manifests that declare what runs now.
public struct ManifestWriter: Sendable {
    /// Whether the instances' tags become their labels.
    public var labelsFromTags: Bool

    /// A writer.
    public init(labelsFromTags: Bool = false) { self.labelsFromTags = labelsFromTags }

    /// The Fleet as one document, without a `---`; only comments where none of its instances can be declared.
    public func text(of fleet: ImportedFleet) -> String {
        var lines: [String] = []
        if let common = fleet.commonVersion {
            lines += head(fleet, common) + ["  instances:"]
            for instance in fleet.instances { lines += declaration(instance, common) }
        }
        if !fleet.leftOut.isEmpty {
            lines.append("# Not declared, since what runs is no version such as \(Value.exampleVersion):")
        }
        for instance in fleet.leftOut {
            let observed = instance.observed
            let version = ScalarSpelling.spell(observed.currentText)
            lines.append("# - id: \(observed.id)  # \(ScalarSpelling.spell(observed.name)), runs \(version)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func head(_ fleet: ImportedFleet, _ common: KernelVersion) -> [String] {
        let project = if case .id(let id) = fleet.location.project { Self.spell(id) } else { "auto" }
        var lines = [
            "apiVersion: \(Header.apiVersion)", "kind: Fleet", "metadata:",
            "  name: \(ScalarSpelling.spell(fleet.name))",
        ]
        if !fleet.labels.isEmpty { lines += ["  labels:"] + labels(fleet.labels, indent: "    ") }
        lines += ["spec:", "  region: \(ScalarSpelling.spell(fleet.location.region))", "  projectID: \(project)"]
        if let credentials = fleet.location.credentials {
            lines.append("  credentials: \(ScalarSpelling.spell(credentials))")
        }
        return lines + ["  kernelVersion: \(common)"]
    }

    /// Most ids are no numbers to any reader of YAML, and are easier to read without quotes.
    private static func spell(_ project: ProjectID) -> String {
        let text = project.description
        return ScalarType(plain: Array(text.utf8)[...]) == .text ? text : "\"\(text)\""
    }

    private func declaration(_ instance: LiveInstance, _ common: KernelVersion) -> [String] {
        let observed = instance.observed
        var lines = ["    - id: \(observed.id)"]
        if let why = observed.name.undeclarable() {
            lines.append("      # its name \(why), which a manifest can't have")
        } else {
            lines.append("      name: \(ScalarSpelling.spell(observed.name))")
        }
        if labelsFromTags {
            let usable = instance.tags.filter {
                $0.key.undeclarable() == nil && $0.value.undeclarable(isEmptyAllowed: true) == nil
            }
            if !usable.isEmpty { lines += ["      labels:"] + labels(usable, indent: "        ") }
            if usable.count < instance.tags.count {
                lines.append(
                    "      # left out: \((instance.tags.count - usable.count).of("tag")) that a manifest can't have as labels"
                )
            }
        }
        if let current = observed.current, current != common { lines.append("      kernelVersion: \(current)") }
        return lines
    }

    private func labels(_ labels: [String: String], indent: String) -> [String] {
        labels.sorted { $0.key < $1.key }.map { key, value in
            "\(indent)\(ScalarSpelling.spell(key)): \(ScalarSpelling.spell(value))"
        }
    }
}
