public import Fleet

extension CloudClient {
    /// When the delayed upgrades of these instances run (`API.md` §1, Detail). Those with an unreadable window are
    /// left out.
    ///
    /// One call for each 20 instances, run concurrently; one that fails fails the whole, as an instance may do that the
    /// cloud does not have: ask for what `instances()` lists.
    public func maintenanceWindows(of instances: [InstanceID]) async throws -> [InstanceID: DailyWindow] {
        let (instances, limit) = (Set(instances).sorted(), 20)
        return try await withThrowingTaskGroup(of: [InstanceID: DailyWindow].self) { group in
            for start in stride(from: 0, to: instances.count, by: limit) {
                let part = instances[start..<min(start + limit, instances.count)]
                group.addTask { try await windows(of: part) }
            }
            return try await group.reduce(into: [:]) { windows, part in windows.merge(part) { first, _ in first } }
        }
    }

    private func windows(of instances: ArraySlice<InstanceID>) async throws -> [InstanceID: DailyWindow] {
        let ids = instances.map(\.description).joined(separator: ",")
        let call = Call(
            "read the maintenance windows", .get, "/v3.1/{project}/instances/details", project: project,
            query: [.init("instance_ids", ids)])
        let details = try await answer(call, as: DetailsAnswer.self).answer.instances
        return details.reduce(into: [:]) { windows, detail in
            if let id = detail.id?.text.flatMap({ InstanceID($0) }) {
                windows[id] = detail.window?.text.flatMap { DailyWindow($0) }
            }
        }
    }
}

private struct DetailsAnswer: Decodable, CallAnswer {
    let instances: [Detail]

    struct Detail: Decodable, Sendable {
        let id, window: LenientText?
        enum CodingKeys: String, CodingKey {
            case id
            case window = "maintenance_window"
        }
    }
}
