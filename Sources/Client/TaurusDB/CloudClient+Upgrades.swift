public import Fleet
public import FoundationEssentials

extension CloudClient {
    /// Asks for one batch of upgrades (`API.md` §1, Batch upgrade). Returns when the cloud says `success`.
    ///
    /// That is no evidence that anything has begun: versions and jobs are (`API.md` §0). When the error's
    /// `outcomeUnknown` is true, the cloud may have acted all the same. A request for no instance, or for more than
    /// 100, is refused without a call; and one that could be sent only at `notAfter` or later, since it waited in its queue,
    /// for a connection, TLS included, or for credentials, is `.tooLate` and unsent. So is one to which `objection`, asked
    /// just before the request is sent, has an objection.
    public func submit(
        _ request: UpgradeRequest, notAfter: Date? = nil, objection: (@Sendable () async -> String?)? = nil
    ) async throws {
        let members = request.instances.count == 1 ? "1 instance" : "\(request.instances.count) instances"
        var call = Call(
            "submit the upgrade of \(members) from \(request.from)", .post,
            "/v3/{project}/instances/database-version/upgrade", project: project, acts: true)
        guard (1...UpgradeRequest.maximumInstances).contains(request.instances.count) else {
            throw CloudError(
                .invalidRequest, call, message: "a request names 1 to \(UpgradeRequest.maximumInstances) instances",
                reach: .notSent)
        }
        (call.notAfter, call.objection) = (notAfter, objection)
        call.body = try JSONEncoder().encode(UpgradeBody(request))
        let answer = try await answer(call, as: UpgradeAnswer.self).answer
        guard answer.resp.text == "success" else {
            let excerpt = Excerpt.of(answer.resp.text ?? "nothing", limit: 80, hiding: .none)
            throw CloudError(
                .unexpectedAnswer, call, status: 200, message: "the answer is not success but: \(excerpt)")
        }
    }
}

private struct UpgradeBody: Encodable {
    let instances: [VersionedInstance]
    let delay: Bool

    init(_ request: UpgradeRequest) {
        instances = request.instances.map { VersionedInstance($0, at: request.from) }
        delay = request.delay
    }

    enum CodingKeys: String, CodingKey {
        case instances = "databases_instance_infos"
        case delay
    }
}

private struct UpgradeAnswer: Decodable, CallAnswer { let resp: LenientText }
