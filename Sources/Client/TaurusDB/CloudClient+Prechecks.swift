public import Fleet
internal import FoundationEssentials

extension CloudClient {
    /// Starts a pre-check of each instance, all at the version `from` (`API.md` §1, Pre-check).
    ///
    /// It takes one call an instance, run concurrently, since a result of several would not say whose it is. A pre-check
    /// changes nothing in the instance, so that starting it twice does no harm: the calls count as calls that only
    /// read, and a failure never leaves an outcome unknown. Where the region has no pre-check, one call tells it and
    /// every instance fails with `notPublished`.
    ///
    /// Throws `CancellationError`, and `CloudError` when no other call could do better.
    public func startPrechecks(
        of instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<Void, CloudError>] {
        try await each(of: instances) { instance in
            let call = try precheckCall("start a pre-check", "pre-check", of: instance, from: from)
            _ = try await answer(call, as: StartedPrecheck.self)
        }
    }

    /// The result of the last pre-check of each instance; nil where there is none, or none yet, or the
    /// cloud refuses to read it (`API.md` §1, Pre-check).
    ///
    /// One call an instance, run concurrently. Throws as `startPrechecks(of:from:)` does.
    public func precheckResults(
        for instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<PrecheckResult?, CloudError>] {
        try await each(of: instances) { instance in
            let call = try precheckCall("read a pre-check's result", "pre-check-result", of: instance, from: from)
            do {
                guard var result = try await answer(call, as: PrecheckAnswer.self).answer.result else { return nil }
                result.updatedAt = exchange.cloudClock.local(result.updatedAt)
                return result
            } catch let error as CloudError where error.refusesReading {
                // INF: no answer is documented for a pre-check that was never run; the refusal of its start tells
                // of any other fault.
                return nil
            }
        }
    }

    private func precheckCall(
        _ purpose: String, _ name: String, of instance: InstanceID, from: KernelVersion
    ) throws -> Call {
        let body = PrecheckBody(instances: [VersionedInstance(instance, at: from)])
        return Call(
            purpose, .post, "/v3/{project}/instances/database-version/upgrade/\(name)", project: project,
            body: try JSONEncoder().encode(body), isHarmless: true)
    }

    /// How a call went for each instance. The first goes alone: where the region does not have it, none follows.
    private func each<Value: Sendable>(
        of instances: [InstanceID], _ call: @escaping @Sendable (InstanceID) async throws -> Value
    ) async throws -> [InstanceID: Result<Value, CloudError>] {
        let instances = Set(instances).sorted()
        guard let first = instances.first else { return [:] }
        let firstResult = try await result { try await call(first) }
        if case .failure(let error) = firstResult, error.code == .notPublished {
            return Dictionary(uniqueKeysWithValues: instances.map { ($0, firstResult) })
        }
        return try await withThrowingTaskGroup(of: (InstanceID, Result<Value, CloudError>).self) { group in
            for instance in instances.dropFirst() {
                group.addTask {
                    let result = try await result { try await call(instance) }
                    return (instance, result)
                }
            }
            return try await group.reduce(into: [first: firstResult]) { $0[$1.0] = $1.1 }
        }
    }

    private func result<Value: Sendable>(
        _ call: @Sendable () async throws -> Value
    ) async throws -> Result<Value, CloudError> {
        do {
            return .success(try await call())
        } catch let error as CloudError where !error.concernsEveryCall {
            return .failure(error)
        }
    }
}

extension CloudError {
    /// Whether the cloud knows the caller and the call, and refused this one.
    fileprivate var refusesReading: Bool {
        [.refused, .notFound, .busy, .offPeak, .needsAPerson, .alreadyLatest].contains(code)
    }
}

private struct PrecheckBody: Encodable {
    let instances: [VersionedInstance]
    enum CodingKeys: String, CodingKey { case instances = "databases_instance_infos" }
}

/// Its jobs are not needed, but what has none is another call's answer.
private struct StartedPrecheck: Decodable, CallAnswer {
    let jobs: [LenientText]
    enum CodingKeys: String, CodingKey { case jobs = "job_ids" }
}
