internal import Fleet

/// All pages of one reading of the list.
struct InstanceList<Entry: ListEntry>: Sendable {
    /// In the order in which they came, and once ``sort()`` was called in that of their ids, each as it was read last.
    private(set) var entries: [Entry] = []
    /// The count on the latest page.
    private(set) var total: Int
    /// Whether the count has changed between pages, so that an instance may have slipped from one to another unseen.
    private(set) var hasMoved = false
    /// The id of something that is no instance of TaurusDB, which may be empty.
    private(set) var odd: String?
    /// Each id of what is none.
    private var others: Set<String> = []
    private var withoutID = 0
    private let first: Set<InstanceID>

    init(_ page: InstancePage<Entry>) {
        total = page.total
        first = Set(page.instances.lazy.map(\.observed.id))
        entries.reserveCapacity(min(max(0, page.total), Self.reserved))
        add(page)
    }

    /// How many came, each once, after ``sort()``.
    var count: Int { entries.count + others.count + withoutID }
    /// Whether the cloud counts more than it has listed.
    var isIncomplete: Bool { count < total }
    /// The count is only what the cloud says.
    private static var reserved: Int { 100_000 }

    mutating func add(_ page: InstancePage<Entry>) {
        hasMoved = hasMoved || page.total != total
        total = page.total
        entries += page.instances
        for id in page.others {
            odd = odd ?? id
            if id.isEmpty { withoutID += 1 } else { others.insert(id) }
        }
    }

    /// Puts what all pages brought in order.
    mutating func sort() { entries.orderByID { $0.observed.id } }

    /// Whether a page that should follow the first brings the same, so that the list would never end.
    func isFirstPageAgain(_ page: InstancePage<Entry>) -> Bool {
        let ids = page.instances.lazy.map(\.observed.id)
        // Nearly always the first is another already.
        guard page.instances.count > 1, page.instances.count >= first.count, ids.allSatisfy(first.contains) else {
            return false
        }
        return Set(ids) == first
    }
}
