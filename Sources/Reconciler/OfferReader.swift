import Client
import Fleet
import Planning

/// Reads offers and says what each reading means for a rollout.
struct OfferReader: Sendable {
    let cloud: any Cloud
    let rollout: RolloutPolicy

    /// How each reading ended, with the maintenance windows where a freeze may fall into them. Throws where no call can
    /// succeed.
    func read(
        _ ids: [InstanceID]
    ) async throws -> (readings: [InstanceID: OfferReading], windows: [InstanceID: DailyWindow]) {
        let windows = rollout.needsMaintenanceWindows ? try await cloud.maintenanceWindows(of: ids) : [:]
        return (try await offers(for: ids), windows)
    }

    private func offers(for ids: [InstanceID]) async throws -> [InstanceID: OfferReading] {
        try await cloud.offers(for: ids).mapValues { result in
            switch result {
            case .success(let offer): .read(offer)
            case .failure(let error): .failed(error)
            }
        }
    }
}
