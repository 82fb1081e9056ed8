internal import Fleet

/// One entry of the list of instances, with as much of it as its reader needs.
protocol ListEntry: Decodable, Sendable {
    /// The cloud's text for the id.
    var id: String { get }
    /// Nil where the id is none of a TaurusDB instance.
    var observed: ObservedInstance? { get }
}

/// A page of the list of instances, reduced to what is needed while it is decoded.
struct InstancePage<Entry: ListEntry>: Decodable, Sendable {
    let instances: [Entry]
    let total: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        instances = try container.decode([Entry].self, forKey: .instances)
        total = try container.decode(LenientCount.self, forKey: .total).count
    }

    private enum CodingKeys: String, CodingKey {
        case instances
        case total = "total_count"
    }
}

/// What a reconcile needs of an entry.
struct ListedInstance: ListEntry {
    let id: String
    let observed: ObservedInstance?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String {
            try container.decodeIfPresent(LenientText.self, forKey: key)?.text ?? ""
        }
        id = try text(.id)
        guard let instance = InstanceID(id) else {
            observed = nil
            return
        }
        let datastore = try? container.decode(Datastore.self, forKey: .datastore)
        observed = ObservedInstance(
            id: instance, name: try text(.name), status: try text(.status),
            kernelVersion: datastore?.kernelVersion?.text ?? "")
    }

    private enum CodingKeys: String, CodingKey { case id, name, status, datastore }

    private struct Datastore: Decodable {
        let kernelVersion: LenientText?
        enum CodingKeys: String, CodingKey { case kernelVersion = "kernel_version" }
    }
}
