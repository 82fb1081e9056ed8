internal import Fleet

/// One element of `databases_instance_infos`: an instance and the version that the caller believes to run.
struct VersionedInstance: Encodable {
    private let version: String
    private let id: String

    init(_ instance: InstanceID, at version: KernelVersion) {
        (self.version, id) = (version.description, instance.description)
    }

    private enum CodingKeys: String, CodingKey {
        case version = "current_version"
        case id = "instance_id"
    }
}
