internal import Fleet

/// The entries of all pages of one reading of the list.
struct InstanceList<Entry: ListEntry>: Sendable {
    /// By their ids, as they are listed.
    private(set) var entries: [String: Entry] = [:]
    /// The count on the latest page.
    private(set) var total: Int
    /// Whether the count has changed between pages, so that an instance may have slipped from one to another unseen.
    private(set) var hasMoved = false
    private var withoutID = 0
    private let first: Set<String>

    init(_ page: InstancePage<Entry>) {
        total = page.total
        first = Set(page.instances.map(\.id))
        add(page)
    }

    /// How many came, each once.
    var count: Int { entries.count + withoutID }
    /// Whether the cloud counts more than it has listed.
    var isIncomplete: Bool { count < total }
    /// The id of something that is no instance of TaurusDB.
    var odd: String? { withoutID > 0 ? "" : entries.values.first { $0.observed == nil }?.id }

    mutating func add(_ page: InstancePage<Entry>) {
        hasMoved = hasMoved || page.total != total
        total = page.total
        for instance in page.instances {
            if instance.id.isEmpty { withoutID += 1 } else { entries[instance.id] = instance }
        }
    }

    /// Whether a page that should follow the first brings the same, so that the list would never end.
    func isFirstPageAgain(_ page: InstancePage<Entry>) -> Bool {
        page.instances.count > 1 && page.instances.count >= first.count && Set(page.instances.map(\.id)) == first
    }
}
