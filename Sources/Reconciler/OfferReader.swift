import Client
import Fleet
import Planning

/// Reads offers and says what each reading means for a rollout.
struct OfferReader: Sendable {
    let cloud: any Cloud

    /// How each reading ended. Throws where no call can succeed.
    func read(_ ids: [InstanceID]) async throws -> [InstanceID: OfferReading] {
        try await cloud.offers(for: ids).mapValues { result in
            switch result {
            case .success(let offer):
                return .read(offer)
            case .failure(let error):
                let mayPass = error.disposition == .retry || error.disposition == .wait
                return .failed(message: error.description, mayPass: mayPass)
            }
        }
    }
}
