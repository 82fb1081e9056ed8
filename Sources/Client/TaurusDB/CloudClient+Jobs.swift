public import Fleet
public import FoundationEssentials
internal import Logging

extension CloudClient {
    /// The immediate upgrades that are pending or running (`API.md` §1, Jobs).
    public func runningUpgrades() async throws -> [UpgradeJob] {
        // In this order: a job that moves on between the two queries is seen twice and not overlooked.
        let pending = try await immediateUpgrades(status: "Pending")
        let running = try await immediateUpgrades(status: "Running")
        return unique(pending + running).filter { $0.phase == .running }
    }

    /// The immediate upgrades made since a time that have failed; without the canceled ones.
    public func failedUpgrades(since start: Date) async throws -> [UpgradeJob] {
        try await immediateUpgrades(status: "Failed", since: start).filter { $0.phase == .failed }
    }

    /// The immediate upgrades made since a time that have ended well, with the times at which they did.
    public func completedUpgrades(since start: Date) async throws -> [UpgradeJob] {
        try await immediateUpgrades(status: "Completed", since: start).filter { $0.phase == .completed }
    }

    /// The delayed upgrades in every state: those that wait for their windows or run in them, and those
    /// of the last month that have ended. When they ended, the cloud does not tell.
    public func delayedUpgrades() async throws -> [UpgradeJob] {
        // Without a status, so that jobs of an unknown one are listed too, and none moves on between two queries.
        let call = Call(
            "list the delayed upgrades", .get, "/v3/{project}/scheduled-jobs", project: project,
            query: [.init("job_name", "VERSION_UPGRADE")])
        return try await jobs(call, limit: 100, as: ScheduledJobPage.self)
    }

    private func immediateUpgrades(status: String, since start: Date? = nil) async throws -> [UpgradeJob] {
        var query: [WireRequest.QueryItem] = [
            .init("job_name", "UpgradeGaussDBforMySQLDatabaseVersion"), .init("status", status),
        ]
        if let start { query.append(.init("start_time", CloudTime.format(start))) }
        let call = Call(
            "list the upgrades that are \(status.lowercased())", .get, "/v3/{project}/immediate-jobs",
            project: project, query: query)
        return try await jobs(call, limit: 50, as: ImmediateJobPage.self)
    }

    private func jobs(_ call: Call, limit: Int, as type: (some JobPage).Type) async throws -> [UpgradeJob] {
        var jobs: [UpgradeJob] = []
        for attempt in 1...3 {
            let (listed, hasMoved, isIncomplete) = try await readJobs(call, limit: limit, as: type)
            jobs += listed
            // An upgrade in flight that is overlooked could be asked for a second time.
            if isIncomplete, attempt == 3 {
                throw CloudError(.server, call, status: 200, message: "the cloud counts more jobs than it lists")
            }
            guard hasMoved || isIncomplete else { break }
        }
        return unique(jobs)
    }

    private func readJobs(
        _ call: Call, limit: Int, as type: (some JobPage).Type
    ) async throws -> (jobs: [UpgradeJob], hasMoved: Bool, isIncomplete: Bool) {
        var jobs: [UpgradeJob] = []
        var paging = JobPaging()
        while let offset = paging.nextOffset {
            guard paging.pageCount < 1000 else {
                throw CloudError(.tooLarge, call, message: "the list of jobs does not end")
            }
            var page = call
            page.query += [.init("offset", "\(offset)"), .init("limit", "\(limit)")]
            let answer = try await answer(page, as: type).answer
            paging.add(ids: answer.listed.map(\.id), total: answer.total)
            jobs += answer.listed.compactMap(\.upgrade).map(local)
        }
        return (jobs, paging.hasMoved, paging.isIncomplete)
    }

    /// The same with its times by this machine's clock. A maintenance window is one of the cloud's clock, and stays.
    private func local(_ job: UpgradeJob) -> UpgradeJob {
        var job = job
        (job.created, job.ended) = (
            job.created.map(exchange.cloudClock.local), job.ended.map(exchange.cloudClock.local)
        )
        return job
    }

    /// Each job once, as it was read last, in the order in which they came.
    private func unique(_ jobs: [UpgradeJob]) -> [UpgradeJob] {
        let last = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        var seen: Set<String> = []
        return jobs.compactMap { seen.insert($0.id).inserted ? last[$0.id] : nil }
    }
}
