internal import Fleet

/// The entries of all pages of one reading of the list.
struct InstanceList<Entry: ListEntry>: Sendable {
    /// By their ids, as they are listed.
    private(set) var entries: [ListedID: Entry] = [:]
    /// The count on the latest page.
    private(set) var total: Int
    /// Whether the count has changed between pages, so that an instance may have slipped from one to another unseen.
    private(set) var hasMoved = false
    /// The id of something that is no instance of TaurusDB, which may be empty.
    private(set) var odd: String?
    private var withoutID = 0
    private let first: Set<ListedID>

    init(_ page: InstancePage<Entry>) {
        total = page.total
        first = Set(page.instances.lazy.map(\.id))
        entries.reserveCapacity(min(max(0, page.total), Self.reserved))
        add(page)
    }

    /// How many came, each once.
    var count: Int { entries.count + withoutID }
    /// Whether the cloud counts more than it has listed.
    var isIncomplete: Bool { count < total }
    /// The count is only what the cloud says.
    private static var reserved: Int { 100_000 }

    mutating func add(_ page: InstancePage<Entry>) {
        hasMoved = hasMoved || page.total != total
        total = page.total
        for instance in page.instances {
            let id = instance.id
            if case .other(let text) = id { odd = odd ?? text }
            if id == .other("") { withoutID += 1 } else { entries[id] = instance }
        }
    }

    /// Whether a page that should follow the first brings the same, so that the list would never end.
    func isFirstPageAgain(_ page: InstancePage<Entry>) -> Bool {
        page.instances.count > 1 && page.instances.count >= first.count && Set(page.instances.lazy.map(\.id)) == first
    }
}
