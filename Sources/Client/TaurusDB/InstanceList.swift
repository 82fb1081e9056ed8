internal import Fleet

/// One reading of the list, of all its pages.
struct InstanceList<Entry: ListEntry>: Sendable {
    /// In the order of their ids, each as it was read last.
    let entries: [Entry]
    /// How many came, each once, with what is no instance of TaurusDB.
    let count: Int
    /// The count on the latest page.
    let total: Int
    /// Whether the count has changed between pages, so that an instance may have slipped from one to another unseen.
    let hasMoved: Bool
    /// The id of something that is no instance of TaurusDB, which may be empty.
    let odd: String?

    /// Whether the cloud counts more than it has listed.
    var isIncomplete: Bool { count < total }
}

/// The pages of a reading that have come so far.
struct InstancePages<Entry: ListEntry>: Sendable {
    /// In the order in which they came; one that was on two pages is there twice.
    private var entries: [Entry] = []
    /// Each id of what is no instance of TaurusDB and has an id.
    private var others: Set<String> = []
    private var withoutID = 0
    private var total: Int
    private var hasMoved = false
    private var odd: String?
    private let first: Contents

    /// What is on a page.
    private struct Contents: Equatable {
        var instances: Set<InstanceID>
        var others: Set<String>

        init(_ page: InstancePage<Entry>) {
            instances = Set(page.instances.lazy.map(\.observed.id))
            others = Set(page.others)
        }
    }

    init(_ page: InstancePage<Entry>) {
        total = page.total
        first = Contents(page)
        entries.reserveCapacity(min(max(0, page.total), Self.reserved))
        add(page)
    }

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

    /// What they come to together. They are empty afterwards: what came is put in order where it lies, not copied.
    mutating func list() -> InstanceList<Entry> {
        var all: [Entry] = []
        swap(&all, &entries)
        all.orderByID { $0.observed.id }
        return InstanceList(
            entries: all, count: all.count + others.count + withoutID, total: total, hasMoved: hasMoved, odd: odd)
    }

    /// Whether a page that should follow the first brings the same, so that the list would never end.
    func isFirstPageAgain(_ page: InstancePage<Entry>) -> Bool {
        guard page.count > 1, page.count >= first.instances.count + first.others.count else { return false }
        // The first instance of another page is nearly always one that the first page does not have.
        if let id = page.instances.first?.observed.id, !first.instances.contains(id) { return false }
        return Contents(page) == first
    }
}
