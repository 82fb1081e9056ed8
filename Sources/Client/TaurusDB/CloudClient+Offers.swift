public import Fleet

extension CloudClient {
    /// Where an upgrade of the instance asked for now would land (`API.md` §1, Version query).
    public func offer(for instance: InstanceID) async throws -> Offer {
        let call = Call(
            "read the offer for \(instance)", .get, "/v3/{project}/instances/{instance}/database-version",
            project: project, instance: instance)
        let (answer, sentAt) = try await answer(call, as: VersionAnswer.self)
        return Offer(current: answer.current, offered: answer.offered, readAt: sentAt)
    }

    /// The offers for many instances, read concurrently; one that fails does not fail the others.
    ///
    /// Throws `CancellationError`, and `CloudError` when a failure concerns every call, as those of the credentials and of
    /// TLS do; the others are then abandoned. Any other failure is the instance's own.
    public func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>] {
        try await withThrowingTaskGroup(of: (InstanceID, Result<Offer, CloudError>).self) { group in
            for instance in Set(instances) {
                group.addTask {
                    do {
                        let offer = try await offer(for: instance)
                        return (instance, .success(offer))
                    } catch let error as CloudError {
                        return (instance, .failure(error))
                    }
                }
            }
            return try await group.reduce(into: [:]) { offers, next in
                if case .failure(let error) = next.1, error.concernsEveryCall { throw error }
                offers[next.0] = next.1
            }
        }
    }
}

/// The version query's answer.
private struct VersionAnswer: Decodable, CallAnswer {
    let current: KernelVersion?
    let offered: KernelVersion?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let datastore = try container.decode(Datastore.self, forKey: .datastore)
        let isOffered = try container.decode(LenientFlag.self, forKey: .isOffered).isTrue
        current = datastore.current?.text.flatMap { KernelVersion($0) }
        offered = isOffered ? datastore.latest?.text.flatMap { KernelVersion($0) } : nil
    }

    private enum CodingKeys: String, CodingKey {
        case isOffered = "upgrade_flag"
        case datastore
    }

    private struct Datastore: Decodable {
        let current, latest: LenientText?
        enum CodingKeys: String, CodingKey {
            case current = "current_kernel_version"
            case latest = "latest_kernel_version"
        }
    }
}
