/// Which pages of a list of jobs to ask for, without knowing what `offset` means (`API.md` §1, Jobs).
///
/// It is documented as a number of records that begins at 1, and others use it as the number of a page. So the second
/// page is asked for as 2: when it is new, offsets are pages; when it repeats most of the first, they are records.
struct JobPaging {
    private(set) var pageCount = 0
    /// The next page to ask for; nil at the end.
    private(set) var nextOffset: Int? = 1
    private var seen: Set<String> = []
    private var firstPage: [String] = []
    private var step = 1
    private var total: Int?
    /// Whether the count has changed between pages, so that a job may have slipped from one to another unseen.
    private(set) var hasMoved = false

    /// Whether the cloud counts more than it has listed.
    var isIncomplete: Bool { total.map { seen.count < $0 } ?? false }

    /// Takes note of the page that `nextOffset` asked for.
    mutating func add(ids: [String], total: Int?) {
        guard let offset = nextOffset else { return }
        pageCount += 1
        let known = seen.count
        let repeated = ids.count { seen.contains($0) }
        seen.formUnion(ids)
        hasMoved = hasMoved || (pageCount > 1 && total != self.total)
        self.total = total
        let hasBroughtNews = seen.count > known

        if total != nil, !isIncomplete {
            nextOffset = nil
        } else if offset == 0 {
            nextOffset = nil
        } else if offset == 1 {
            firstPage = ids
            nextOffset = hasBroughtNews ? 2 : end
        } else if offset == 2, pageCount == 2, repeated * 2 > ids.count {
            step = firstPage.count
            nextOffset = step > 1 ? 1 + step : (hasBroughtNews ? 3 : end)
        } else {
            nextOffset = hasBroughtNews ? offset + step : end
        }
    }

    /// When something is still missing at the end, or the total is unknown, it may be the record before the
    /// first.
    private var end: Int? { total == nil || isIncomplete ? 0 : nil }
}
