import CloudModel
import Fleet

extension SimulatedCloud {
    /// `GET /v3.1/{pid}/instances` (`API.md` §1, List).
    mutating func list(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        model.churn()
        let (page, total) = try page(request)
        return [
            "instances": .array(page.compactMap { listText(of: $0).map { .raw($0) } }),
            "total_count": .integer(total),
        ]
    }

    /// `GET /v3/{pid}/instances`: the same with the older words for the status.
    mutating func listDeprecated(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        model.churn()
        let (page, total) = try page(request)
        return [
            "instances": .array(
                page.compactMap(model.listed).map { state in
                    let status = Self.oldStatus(model.shownStatus(of: state))
                    return InstanceJSON.listed(state, status: status, region: model.region)
                }),
            "total_count": .integer(total),
        ]
    }

    /// `GET /v3.1/{pid}/instances/{id}`.
    func detail(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        ["instance": detail(try model.index(of: request.instanceID))]
    }

    /// `GET /v3.1/{pid}/instances/details?instance_ids=a,b`: at most 20 ids.
    func details(_ request: RouteRequest) throws(SimulatedError) -> JSON {
        let ids = (request.query["instance_ids"] ?? "").split(separator: ",").map(String.init)
        guard (1...20).contains(ids.count) else { throw .badParameter("instance_ids must name 1 to 20 instances") }
        var instances: [JSON] = []
        for id in ids { instances.append(detail(try model.index(of: id, status: 400))) }
        return ["instances": .array(instances)]
    }

    private func detail(_ index: Int) -> JSON {
        var state = model.states[index]
        state.instance = model.instance(index, lagging: model.faults.listLag)
        return InstanceJSON.detailed(state, status: model.shownStatus(of: state), model: model)
    }

    private mutating func listText(of index: Int) -> [UInt8]? {
        guard index < model.states.count, model.faults.listLag == .zero else {
            return model.listed(index).map { state in
                InstanceJSON.listed(state, status: model.shownStatus(of: state), region: model.region).bytes
            }
        }
        let state = model.states[index]
        let status = model.shownStatus(of: state)
        if let known = listTexts[index], known.revision == state.revision, known.status == status { return known.bytes }
        let bytes = InstanceJSON.listed(state, status: status, region: model.region).bytes
        listTexts[index] = ListText(revision: state.revision, status: status, bytes: bytes)
        return bytes
    }

    /// The positions of the instances on the page that the query asks for, and how many fit its filter.
    private func page(_ request: RouteRequest) throws(SimulatedError) -> (page: [Int], total: Int) {
        let offset = try request.number("offset", default: 0, allowed: 0...Int.max)
        let limit = try request.number("limit", default: 100, allowed: 1...100)
        let filter = try InstanceFilter(request.query)
        var positions = model.listPositions
        if !filter.selectsAll {
            positions.removeAll { position in !(model.listed(position).map(filter.selects) ?? false) }
        }
        if model.faults.endlessList, filter.selectsAll, offset < Int.max / 2 {
            // A caller's offset is a number to begin with, not a position: what is made up for it needs no memory.
            let real = positions.dropFirst(offset).prefix(limit)
            let first = max(offset, positions.count) + ModeledCloud.mostVisitors
            return (Array(real) + (first..<(first + limit - real.count)), offset + 2 * limit)
        }
        let start = min(offset, positions.count)
        return (Array(positions[start..<min(start + limit, positions.count)]), positions.count)
    }

    /// The older list's word for a status; words that have none stay.
    static func oldStatus(_ status: String) -> String {
        switch status {
        case "normal": "ACTIVE"
        case "abnormal", "createfail": "FAILED"
        case "creating": "BUILD"
        default: status.uppercased()
        }
    }
}

/// The filters of the list's query (`API.md` §1, List); all must match.
struct InstanceFilter: Sendable {
    private let equal: [(name: String, value: String)]
    private let fuzzyName: String?
    private let tags: [(key: String, value: String)]

    /// Throws `DBS.280001` for an unknown engine and for tags that are not `k=v,k2=v2`.
    init(_ query: [String: String]) throws(SimulatedError) {
        if let type = query["datastore_type"], type != "gaussdb-mysql" {
            throw .badParameter("datastore_type must be gaussdb-mysql, not '\(type)'")
        }
        let name = query["name"]
        fuzzyName = name.flatMap { $0.hasPrefix("*") ? String($0.dropFirst()) : nil }
        var equal = ["id", "vpc_id", "subnet_id", "private_ip"].compactMap { name in query[name].map { (name, $0) } }
        if let name, fuzzyName == nil { equal.append(("name", name)) }
        self.equal = equal
        var tags: [(String, String)] = []
        for text in (query["tags"] ?? "").split(separator: ",") {
            let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw .badParameter("tags must be like k=v,k2=v2, not '\(text)'") }
            tags.append((String(pair[0]), String(pair[1])))
        }
        self.tags = tags
    }

    var selectsAll: Bool { equal.isEmpty && fuzzyName == nil && tags.isEmpty }

    func selects(_ state: InstanceState) -> Bool {
        equal.allSatisfy { name, value in
            switch name {
            case "id": state.instance.id.description == value
            case "name": state.instance.name == value
            case "vpc_id": state.network.vpc == value
            case "subnet_id": state.network.subnet == value
            default: state.privateIP == value
            }
        } && (fuzzyName.map { $0.isEmpty || state.instance.name.contains($0) } ?? true)
            && tags.allSatisfy { state.instance.tags[$0.key] == $0.value }
    }
}
