public import Fleet
internal import Logging

extension CloudClient {
    /// All instances of the project, each once, in the order of their ids (`API.md` §1, List).
    ///
    /// Takes one call per 100 instances, and one for none: the first tells how many there are, the others run
    /// concurrently. Whatever has no TaurusDB instance's id is left out, with one warning.
    public func instances() async throws -> [ObservedInstance] {
        let first = try await page(at: 0)
        guard (0...1_000_000).contains(first.total) else {
            throw CloudError(
                .unexpectedAnswer, listCall(at: 0), status: 200, message: "total_count is \(first.total)")
        }
        var pages = [first]
        try await withThrowingTaskGroup(of: InstancePage.self) { group in
            for offset in stride(from: pageSize, to: first.total, by: pageSize) {
                group.addTask { try await page(at: offset) }
            }
            for try await page in group { pages.append(page) }
        }
        let listed = pages.flatMap(\.instances)
        warn(of: listed, total: first.total)
        // Pages move while instances come and go, so that one can be on two of them.
        let unique = Dictionary(
            listed.compactMap(\.observed).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return unique.values.sorted { $0.id < $1.id }
    }

    private var pageSize: Int { 100 }

    private func listCall(at offset: Int) -> Call {
        Call(
            "list the instances", .get, "/v3.1/{project}/instances", project: project,
            query: [.init("offset", "\(offset)"), .init("limit", "\(pageSize)")])
    }

    private func page(at offset: Int) async throws -> InstancePage {
        try await answer(listCall(at: offset), as: InstancePage.self).answer
    }

    private func warn(of listed: [ListedInstance], total: Int) {
        if let odd = listed.first(where: { $0.observed == nil }) {
            oddIDs {
                logger.warning(
                    "the list has something that is no TaurusDB instance; it is left out",
                    metadata: ["id": "\(Excerpt.of(odd.id, limit: 60, hiding: []))"])
            }
        }
        if listed.count < total {
            logger.warning(
                "the list brought fewer instances than it counts",
                metadata: ["count": "\(total)", "listed": "\(listed.count)"])
        }
    }
}
