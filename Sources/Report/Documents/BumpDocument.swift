import Fleet
public import Manifest

/// The JSON answer of `bump`.
public struct BumpDocument: Encodable {
    var schemaVersion = 1
    /// Whether the files were written.
    var written: Bool
    var raises: [Raise]
    var kept: [Kept]
    /// All changes as one unified diff.
    var diff: String
    var failures: [Failure]
    /// Nil: everything was read and chosen.
    var selection: Selection?

    struct Raise: Encodable {
        var fleet, path: String
        var line: Int
        var from, to: String
        var instances: [String]
    }

    struct Kept: Encodable {
        var fleet, path: String
        var line: Int
        var declared: String
        var instances: [String]
        var reason: String
    }

    /// A fleet whose cloud could not be read.
    struct Failure: Encodable { var fleet, message: String }

    /// Of raised manifests, and of the fleets whose cloud could not be read.
    public init(
        _ bump: VersionBump, isWritten: Bool, failures: [(fleet: String, message: String)] = [],
        selection: Selection = Selection()
    ) {
        (written, self.selection) = (isWritten, selection.document)
        diff = bump.diff
        raises = bump.raises.map {
            Raise(
                fleet: $0.fleet, path: $0.path, line: $0.line, from: $0.from.description, to: $0.to.description,
                instances: $0.instances.map(\.description))
        }
        kept = bump.kept.map {
            Kept(
                fleet: $0.fleet, path: $0.path, line: $0.line, declared: $0.declared.description,
                instances: $0.instances.map(\.description), reason: $0.reason)
        }
        self.failures = failures.map { Failure(fleet: $0.fleet, message: $0.message) }
    }
}
