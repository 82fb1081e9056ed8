internal import Fleet
internal import FoundationEssentials

extension CloudClient {
    /// Cancels delayed upgrades that have not started, and returns the ids of those that the cloud says are canceled
    /// (`API.md` §1, Jobs).
    ///
    /// When the error's `outcomeUnknown` is true, some may be canceled all the same: read `delayedUpgrades()`. A request
    /// for no job, or for more than `UpgradeJob.maximumPerCancellation`, is refused without a call.
    public func cancelScheduled(jobs ids: [String]) async throws -> [String] {
        let jobs = ids.count == 1 ? "1 delayed upgrade" : "\(ids.count) delayed upgrades"
        var call = Call("cancel \(jobs)", .delete, "/v3/{project}/scheduled-jobs", project: project, acts: true)
        guard (1...UpgradeJob.maximumPerCancellation).contains(ids.count) else {
            throw CloudError(
                .invalidRequest, call,
                message: "a cancellation names 1 to \(UpgradeJob.maximumPerCancellation) jobs",
                reach: .notSent)
        }
        call.body = try JSONEncoder().encode(CancellationBody(jobs: ids))
        return try await answer(call, as: CancellationAnswer.self).answer.jobs.compactMap(\.text)
    }
}

private struct CancellationBody: Encodable {
    let jobs: [String]
    enum CodingKeys: String, CodingKey { case jobs = "job_ids" }
}

private struct CancellationAnswer: Decodable, CallAnswer {
    let jobs: [LenientText]
    enum CodingKeys: String, CodingKey { case jobs = "job_ids" }
}
