import Client
import Fleet
import Planning

/// Reads offers, several at a time.
struct OfferReader: Sendable {
    let cloud: any Cloud
    /// How many at once.
    var width = 16

    /// How each reading ended. Throws `CloudError` when one shows that no other can succeed; the rest are then not
    /// asked for.
    func read(_ ids: [InstanceID]) async throws(CloudError) -> [InstanceID: OfferReading] {
        let outcome = await withTaskGroup(of: (InstanceID, Result<OfferReading, CloudError>).self) { group in
            var readings: [InstanceID: OfferReading] = [:]
            var waiting = ids.makeIterator()
            func startNext() {
                guard let id = waiting.next() else { return }
                group.addTask { (id, await reading(of: id)) }
            }
            for _ in 0..<width { startNext() }
            while let (id, result) = await group.next() {
                switch result {
                case .success(let reading):
                    readings[id] = reading
                    if !Task.isCancelled { startNext() }
                case .failure(let error):
                    group.cancelAll()
                    return Result<[InstanceID: OfferReading], CloudError>.failure(error)
                }
            }
            return .success(readings)
        }
        return try outcome.get()
    }

    private func reading(of id: InstanceID) async -> Result<OfferReading, CloudError> {
        do {
            return .success(.read(try await cloud.offer(for: id)))
        } catch let error as CloudError {
            return switch error.disposition {
            case .fail: .failure(error)
            case .hold: .success(.failed(message: error.description, mayPass: false))
            case .retry, .wait: .success(.failed(message: error.description, mayPass: true))
            }
        } catch {
            return .success(.failed(message: "the reading was cancelled", mayPass: true))
        }
    }
}
