import Foundation

@testable import Client
@testable import Fleet

/// A page of the list of instances as `JSONDecoder` reads it: the reference of `InstancePage`, which is scanned.
struct ReferencePage: Decodable, CallAnswer {
    let instances: [ReferenceEntry]
    let total: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        instances = try container.decode([ReferenceEntry].self, forKey: .instances)
        total = try container.decode(LenientCount.self, forKey: .total).count
    }

    private enum CodingKeys: String, CodingKey {
        case instances
        case total = "total_count"
    }
}

struct ReferenceEntry: Decodable, Sendable {
    let id: String
    let observed: ObservedInstance?
    let tags: [String: String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String {
            try container.decodeIfPresent(LenientText.self, forKey: key)?.text ?? ""
        }
        let tags = try? container.decodeIfPresent([Tag].self, forKey: .tags)
        self.tags = Dictionary(
            (tags ?? []).compactMap { tag in tag.key?.text.map { ($0, tag.value?.text ?? "") } },
            uniquingKeysWith: { first, _ in first })
        id = try text(.id)
        let datastore = try? container.decode(Datastore.self, forKey: .datastore)
        let (name, status) = (try text(.name), try text(.status))
        observed = InstanceID(id).map {
            ObservedInstance(
                id: $0, name: name, status: status, kernelVersion: datastore?.kernelVersion?.text ?? "")
        }
    }

    private enum CodingKeys: String, CodingKey { case id, name, status, datastore, tags }

    private struct Datastore: Decodable {
        let kernelVersion: LenientText?
        enum CodingKeys: String, CodingKey { case kernelVersion = "kernel_version" }
    }

    private struct Tag: Decodable {
        let key, value: LenientText?
    }
}
