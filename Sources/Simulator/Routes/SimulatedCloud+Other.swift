import CloudModel
import Fleet

extension SimulatedCloud {
    /// `PUT /v3/{pid}/instances/{id}/ops-window` (`API.md` §1, Other).
    mutating func setOpsWindow(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let body = try request.decoded(WindowBody.self)
        try model.setMaintenanceWindow(
            of: request.instanceID, from: body.start_time, to: body.end_time, at: request.now)
        return [:]
    }

    /// `GET /v3/{pid}/datastores/gaussdb-mysql`: what can be bought, which no upgrade goes by (`API.md` §1, Other).
    func datastores() -> JSON {
        [
            "datastores": .array(
                [("8.0", "2.0.78.260700"), ("8.0", "2.0.60.241200")].enumerated().map { position, version in
                    [
                        "id": .string("6a0b4f1e-0000-4000-8000-00000000000\(position)"), "name": .string(version.0),
                        "version": .string(version.0), "kernel_version": .string(version.1),
                    ]
                })
        ]
    }

    /// IAM's `GET /v3/projects?name=` (`API.md` §4, Project lookup): the region's one project, where the name fits.
    func projects(_ request: RouteRequest) -> JSON {
        let fits = request.query["name"].map { $0 == model.region } ?? true
        return ["projects": fits ? [project] : [], "links": ["self": "", "next": .null, "previous": .null]]
    }

    private var project: JSON {
        [
            "id": .string(model.projectID), "name": .string(model.region),
            "domain_id": "d78cbac186b744899480f25bd022f468", "parent_id": "d78cbac186b744899480f25bd022f468",
            "description": "", "is_domain": false, "enabled": true,
        ]
    }
}

private struct WindowBody: Decodable { let start_time, end_time: String }
