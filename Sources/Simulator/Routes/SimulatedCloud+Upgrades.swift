import CloudModel
import Fleet
import FoundationEssentials

extension SimulatedCloud {
    /// `GET /v3/{pid}/instances/{id}/database-version` (`API.md` §1, Version query).
    mutating func offer(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let instance = try model.askOffer(of: request.instanceID, at: request.now)
        // INF: where nothing is offered the latest version is the current one.
        return [
            "upgrade_flag": .bool(instance.offered != nil),
            "datastore": [
                "current_version": .string(InstanceJSON.databaseVersion),
                "current_kernel_version": .string(instance.version.description),
                "latest_version": .string(InstanceJSON.databaseVersion),
                "latest_kernel_version": .string((instance.offered ?? instance.version).description),
            ],
        ]
    }

    /// `POST /v3/{pid}/instances/database-version/upgrade` (`API.md` §1, Batch upgrade).
    mutating func upgrade(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let body = try request.decoded(BatchBody.self)
        guard let delay = body.delay else { throw .badParameter("the body lacks 'delay'") }
        try model.upgrade(body.members, delay: delay.value, at: request.now)
        return ["resp": "success"]
    }

    /// `POST /v3/{pid}/instances/{id}/db-upgrade` (`API.md` §1, Single upgrade).
    mutating func upgradeOne(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let body = try request.decoded(SingleBody.self)
        return ["job_id": .string(try model.upgrade(request.instanceID, delay: body.delay.value, at: request.now))]
    }

    /// `POST …/upgrade/pre-check` (`API.md` §1, Pre-check).
    mutating func precheck(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        guard model.settings.precheckPublished else { throw .notPublished }
        let body = try request.decoded(BatchBody.self)
        return ["job_ids": .strings(try model.precheck(body.members, at: request.now))]
    }

    /// `POST …/upgrade/pre-check-result` (`API.md` §1, Pre-check).
    mutating func precheckResult(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        guard model.settings.precheckPublished else { throw .notPublished }
        let body = try request.decoded(BatchBody.self)
        if model.settings.precheckMissing == .empty, try model.lastPrecheck(body.members, at: request.now) == nil {
            return ["upgrade_precheck_result": "", "updated_at": 0, "upgrade_precheck_detail": .array([])]
        }
        let result = try model.precheckResult(body.members, at: request.now)
        return [
            "upgrade_precheck_result": result.passed ? "true" : "false",
            "updated_at": .integer(Int(result.finished.timeIntervalSince1970 * 1000)),
            "upgrade_precheck_detail": .array(
                result.items.map { item in
                    [
                        "check_item": .string(item.name), "check_description": .string(item.description),
                        "check_object": .string(item.object), "check_status": item.passed ? "passed" : "failed",
                    ]
                }),
        ]
    }
}

/// The body of the batch upgrade and, without `delay`, of the pre-check.
private struct BatchBody: Decodable {
    struct Info: Decodable {
        let currentVersion, instanceID: String

        enum CodingKeys: String, CodingKey {
            case currentVersion = "current_version"
            case instanceID = "instance_id"
        }
    }

    let infos: [Info]
    let delay: LenientBool?

    var members: [UpgradeMember] {
        infos.map { UpgradeMember(instanceID: $0.instanceID, currentVersion: $0.currentVersion) }
    }

    enum CodingKeys: String, CodingKey {
        case infos = "databases_instance_infos"
        case delay
    }
}

private struct SingleBody: Decodable {
    let delay: LenientBool
}

/// A boolean, or the strings `true` and `false`: both are sent in the wild (`API.md` §1, Batch upgrade).
private struct LenientBool: Decodable {
    let value: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self.value = value
        } else if let value = Bool(try container.decode(String.self)) {
            self.value = value
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither true nor false")
        }
    }
}
