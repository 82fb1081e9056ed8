public import Fleet
internal import Logging

extension CloudClient {
    /// All instances of the project, each once, in the order of their ids (`API.md` §1, List).
    ///
    /// Takes one call per 100 instances, and one for none: the first tells how many there are, the others run
    /// concurrently. Pages move while instances come and go, so that one can be on two of them, and another on none:
    /// when the count has changed between pages, or fewer came than are counted, all is read again, three times at
    /// most, and every instance of any reading is listed. One that is missing all the same can be asked for by its id.
    /// An entry without a TaurusDB instance's id is left out, with one warning.
    public func instances() async throws -> [ObservedInstance] {
        try await entries()
    }

    /// The same with the instances' tags, which cost time and memory.
    public func taggedInstances() async throws -> [(observed: ObservedInstance, tags: [String: String])] {
        let tagged: [TaggedInstance] = try await entries()
        return tagged.map { ($0.observed, $0.tags) }
    }

    private func entries<Entry: ListEntry>() async throws -> [Entry] {
        var found: [Entry] = []
        for attempt in 1...3 {
            let list: InstanceList<Entry> = try await list()
            warn(of: list)
            guard list.hasMoved || list.isIncomplete else {
                // An instance that only an earlier reading has is gone by now.
                return list.entries
            }
            // As it was read last.
            found += list.entries
            found.orderByID { $0.observed.id }
            if attempt == 3, list.isIncomplete {
                logger.warning(
                    "the list brought fewer instances than it counts",
                    metadata: ["count": "\(list.total)", "listed": "\(list.count)"])
            }
        }
        return found
    }

    /// Those of these instances that the cloud has, each asked for by its id (`API.md` §1, List): one call each, run
    /// concurrently.
    public func instances(_ ids: [InstanceID]) async throws -> [ObservedInstance] {
        let found = try await withThrowingTaskGroup(of: ObservedInstance?.self) { group in
            for id in Set(ids) { group.addTask { try await instance(id) } }
            return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        return found.sorted { $0.id < $1.id }
    }

    private func instance(_ id: InstanceID) async throws -> ObservedInstance? {
        let call = Call(
            "find instance \(id)", .get, "/v3.1/{project}/instances", project: project,
            query: [.init("id", "\(id)"), .init("limit", "\(pageSize)")])
        do {
            let page = try await answer(call, as: InstancePage<ObservedInstance>.self).answer
            return page.instances.first { $0.id == id }
        } catch let error as CloudError where error.code == .notFound {
            return nil
        }
    }

    /// One reading of all pages.
    private func list<Entry: ListEntry>() async throws -> InstanceList<Entry> {
        let first: InstancePage<Entry> = try await page(at: 0)
        guard (0...1_000_000).contains(first.total) else { throw strange(0, "total_count is \(first.total)") }
        var pages = InstancePages(first)
        guard first.total > first.count else { return pages.list() }
        try await withThrowingTaskGroup(of: (Int, InstancePage<Entry>).self) { group in
            for offset in stride(from: pageSize, to: first.total, by: pageSize) {
                group.addTask {
                    let page: InstancePage<Entry> = try await page(at: offset)
                    return (offset, page)
                }
            }
            for try await (offset, page) in group {
                guard !pages.isFirstPageAgain(page) else {
                    throw strange(offset, "the list brings its first page again instead of the next")
                }
                pages.add(page)
            }
        }
        return pages.list()
    }

    private func strange(_ offset: Int, _ message: String) -> CloudError {
        CloudError(.unexpectedAnswer, listCall(at: offset), status: 200, message: message)
    }

    private var pageSize: Int { 100 }

    private func listCall(at offset: Int) -> Call {
        Call(
            "list the instances", .get, "/v3.1/{project}/instances", project: project,
            query: [.init("offset", "\(offset)"), .init("limit", "\(pageSize)")])
    }

    private func page<Entry: ListEntry>(at offset: Int) async throws -> InstancePage<Entry> {
        try await answer(listCall(at: offset), as: InstancePage<Entry>.self).answer
    }

    private func warn(of list: InstanceList<some ListEntry>) {
        guard let odd = list.odd else { return }
        oddIDs {
            logger.warning(
                "the list has something that is no TaurusDB instance; it is left out",
                metadata: ["id": "\(Excerpt.of(odd, limit: 60, hiding: .none))"])
        }
    }
}
