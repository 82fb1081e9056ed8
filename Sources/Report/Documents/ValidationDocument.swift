import Fleet
public import Manifest

/// The JSON answer of `validate`, and of any command whose manifests have errors.
public struct ValidationDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    var valid: Bool
    var fleets: [Fleet]
    var diagnostics: [Diagnostic]
    /// Nil: everything was read and chosen.
    var selection: Selection?

    struct Fleet: Encodable {
        var fleet: String
        var region: String
        var instances: Int
    }

    /// Of the manifests at a revision, spelled `ref@oid`.
    public init(_ manifests: LoadedManifests, revision: String, selection: Selection = Selection()) {
        (self.revision, self.selection) = (revision, selection.document)
        valid = !manifests.hasErrors
        fleets = manifests.fleets.map {
            Fleet(fleet: $0.name, region: $0.location.region, instances: $0.instances.count)
        }
        diagnostics = manifests.diagnostics
    }
}
