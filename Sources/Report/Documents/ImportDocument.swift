import Fleet
public import Manifest

/// The JSON answer of `import`.
public struct ImportDocument: Encodable {
    var schemaVersion = 1
    var fleets: [Fleet]

    struct Fleet: Encodable {
        var fleet: String
        /// The file that was written; absent where there is none.
        var file: String?
        /// The manifest; absent where it is in a file.
        var manifest: String?
        var kernelVersion: String?
        var instances: Int
        /// The instances that can't be declared, by id.
        var leftOut: [String]
    }

    /// Of Fleets with their texts and the files that were written; nil: none was.
    public init(_ fleets: [(fleet: ImportedFleet, text: String, file: String?)]) {
        self.fleets = fleets.map { fleet, text, file in
            Fleet(
                fleet: fleet.name, file: file, manifest: file == nil ? text : nil,
                kernelVersion: fleet.commonVersion?.description, instances: fleet.instances.count,
                leftOut: fleet.leftOut.map(\.observed.id.description))
        }
    }
}
