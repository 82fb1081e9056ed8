internal import Fleet

/// An entry of the list with its tags (`API.md` §1, List).
struct TaggedEntry: ListEntry {
    let tags: [String: String]
    private let entry: ListedInstance

    var id: String { entry.id }
    var observed: ObservedInstance? { entry.observed }

    init(from decoder: any Decoder) throws {
        entry = try ListedInstance(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // What has no tags may have no list of them either.
        let tags = try? container.decodeIfPresent([Tag].self, forKey: .tags)
        self.tags = Dictionary(
            (tags ?? []).compactMap { tag in tag.key?.text.map { ($0, tag.value?.text ?? "") } },
            uniquingKeysWith: { first, _ in first })
    }

    private enum CodingKeys: String, CodingKey { case tags }

    private struct Tag: Decodable {
        let key, value: LenientText?
    }
}
