import Client
import Fleet
import Planning

/// Starts and reads pre-checks and says what each answer means for a rollout (`API.md` §1, Pre-check).
struct Prechecker: Sendable {
    let cloud: any Cloud
    let clock: any WallClock

    /// The last result of each. Throws where no call can succeed.
    func read(_ ids: [InstanceID], _ from: KernelVersion) async throws -> [InstanceID: PrecheckState] {
        try await cloud.precheckResults(for: ids, from: from).mapValues { result in
            switch result {
            case .success(let result?): .result(result)
            case .success(nil): .missing
            case .failure(let error): PrecheckState(error)
            }
        }
    }

    /// Starts one of each. Throws where no call can succeed.
    func start(_ ids: [InstanceID], _ from: KernelVersion) async throws -> [InstanceID: PrecheckState] {
        let now = clock.now
        return try await cloud.startPrechecks(of: ids, from: from).mapValues { result in
            switch result {
            case .success: .started(at: now, before: nil)
            case .failure(let error): .notStarted(error)
            }
        }
    }
}
