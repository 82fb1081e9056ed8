import CloudModel
import Fleet
import FoundationEssentials

extension SimulatedCloud {
    /// `GET /v3/{pid}/jobs?id=` (`API.md` §1, Jobs).
    func job(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        guard let id = request.query["id"] else { throw .badParameter("the query lacks 'id'") }
        let task = try model.job(id)
        let instance = model.states[task.instance].instance
        return [
            "job": [
                "id": .string(task.id),
                "name": .string(task.name),
                "status": .string(task.status),
                "created": .string(WireDate.text(task.created)),
                "ended": .string(task.ended.map(WireDate.text) ?? ""),
                "process": .string(task.progress(at: model.now)),
                "instance": ["id": .string(instance.id.description), "name": .string(instance.name)],
                "entities": [:],
                "fail_reason": .string(task.failReason ?? ""),
            ]
        ]
    }

    /// `GET /v3/{pid}/immediate-jobs` (`API.md` §1, Jobs).
    func immediateJobs(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let limit = try request.number("limit", default: 10, allowed: 1...50)
        guard [10, 20, 50].contains(limit) else { throw .badParameter("limit must be 10, 20 or 50, not \(limit)") }
        let jobs = model.jobs(scheduled: false, try filter(request))
        return [
            "jobs": .array(try page(of: jobs, limit: limit, request).map(immediateJob)),
            "total_count": .integer(jobs.count),
            "action_names": .null,
        ]
    }

    private func immediateJob(_ task: UpgradeTask) -> JSON {
        let state = model.states[task.instance]
        return [
            "instance_id": .string(state.instance.id.description),
            "instance_name": .string(state.instance.name),
            "instance_status": .string(model.shownStatus(of: state)),
            "job_id": .string(task.id),
            "order_id": .null,
            "job_name": .string(task.name),
            "status": .string(task.status),
            "process": .string(task.progress(at: model.now)),
            "created_time": .string(WireDate.text(task.created)),
            "ended_time": .string(orNull: task.ended.map(WireDate.text)),
            "fail_reason": .string(orNull: task.failReason),
            "show_detail": false,
            "extend_fields": .null,
        ]
    }

    /// `GET /v3/{pid}/scheduled-jobs` (`API.md` §1, Jobs).
    func scheduledJobs(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let limit = try request.number("limit", default: 10, allowed: 1...100)
        let jobs = model.jobs(scheduled: true, try filter(request))
        return [
            "schedules": .array(try page(of: jobs, limit: limit, request).map(scheduledJob)),
            "total_count": .integer(jobs.count),
        ]
    }

    private func scheduledJob(_ task: UpgradeTask) -> JSON {
        let state = model.states[task.instance]
        return [
            "job_id": .string(task.id),
            "instance_id": .string(state.instance.id.description),
            "instance_name": .string(state.instance.name),
            "instance_status": .string(model.shownStatus(of: state)),
            "project_id": .string(model.projectID),
            "job_name": .string(task.name),
            "create_time": .string(WireDate.text(task.created)),
            "start_time": .string(WireDate.text(task.startsAt)),
            "end_time": .string(WireDate.text(task.windowEnd ?? task.endsAt)),
            "job_status": .string(task.status),
            "datastore_type": "gaussdb-mysql",
            "target_config": [:],
            "proxy_id": .null,
            "proxy_name": .null,
        ]
    }

    /// `DELETE /v3/{pid}/scheduled-jobs` (`API.md` §1, Jobs).
    mutating func cancelScheduledJobs(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let ids = try request.decoded(CancelBody.self).job_ids
        guard !ids.isEmpty else { throw .badParameter("job_ids is empty") }
        try model.cancel(ids, at: request.now)
        return ["job_ids": .strings(ids)]
    }

    /// `POST /v3/{pid}/instances/{id}/schedule-tasks/exist` (`API.md` §1, Jobs).
    func scheduledTaskExists(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let index = try model.index(of: request.instanceID)
        let type = try request.decoded(ExistsBody.self).schedule_type
        let task = type == "VERSION_UPGRADE" ? model.scheduledTask(of: index) : nil
        return ["exist": .bool(task != nil), "scheduled_tasks": .array(task.map { [scheduledTask($0)] } ?? [])]
    }

    private func scheduledTask(_ task: UpgradeTask) -> JSON {
        let instance = model.states[task.instance].instance
        return [
            "task_id": .string(task.id),
            "task_name": .string(task.name),
            "task_status": "WAITING",
            "task_order": 0,
            "create_time": milliseconds(task.created),
            "start_time": milliseconds(task.startsAt),
            "end_time": milliseconds(task.windowEnd ?? task.endsAt),
            "instance_id": .string(instance.id.description),
            "instance_name": .string(instance.name),
            "instance_status": .string(instance.status.uppercased()),
            "project_id": .string(model.projectID),
            "datastore_type": "gaussdb-mysql",
            "target_config": [:],
        ]
    }

    private func milliseconds(_ date: Date) -> JSON { .integer(Int(date.timeIntervalSince1970 * 1000)) }

    private func filter(_ request: RouteRequest) throws(SimulatedError) -> JobFilter {
        let query = request.query
        return JobFilter(
            status: query["status"], name: query["job_name"], id: query["job_id"], instanceID: query["instance_id"],
            from: try request.date("start_time"), until: try request.date("end_time"))
    }

    private func page(
        of jobs: [UpgradeTask], limit: Int, _ request: RouteRequest
    ) throws(SimulatedError) -> ArraySlice<UpgradeTask> {
        let start: Int
        switch model.settings.jobOffset {
        case .pages:
            let number = try request.number("offset", default: 1, allowed: 0...1_000_000_000)
            start = (max(1, number) - 1) * limit
        case .records: start = try request.number("offset", default: 0, allowed: 0...Int.max)
        }
        return jobs.dropFirst(start).prefix(limit)
    }
}

private struct CancelBody: Decodable { let job_ids: [String] }

private struct ExistsBody: Decodable { let schedule_type: String }
