/// The kinds of call that the simulator tells apart; the raw values are the audit's names for them.
public enum CloudCall: String, Codable, Hashable, Sendable, CaseIterable {
    /// The list, v3.1.
    case list
    /// The deprecated list, v3.
    case listDeprecated
    /// One instance's detail.
    case detail
    /// The details of up to 20 instances.
    case details
    /// The version query.
    case offer
    /// The batch upgrade.
    case upgrade
    /// The single upgrade.
    case upgradeOne
    /// The pre-check.
    case precheck
    /// The pre-check's result.
    case precheckResult
    /// One job by its id.
    case job
    /// The list of immediate jobs.
    case immediateJobs
    /// The list of scheduled jobs.
    case scheduledJobs
    /// The cancelling of scheduled jobs.
    case cancelScheduledJobs
    /// The question whether something is scheduled for an instance.
    case scheduledTaskExists
    /// The change of a maintenance window.
    case opsWindow
    /// The versions that can be bought.
    case datastores
    /// IAM's login.
    case login
    /// IAM's projects.
    case projects
    /// The metadata service's session token.
    case metadataToken
    /// The metadata service's temporary keys.
    case securityKey
    /// The simulator's own audit.
    case audit
    /// The simulator's own log of calls.
    case auditCalls
    /// The simulator's own control.
    case control
    /// Anything else.
    case unknown

    /// Whether it is a call of the simulator's own, which is neither authenticated nor counted.
    var isOwn: Bool { self == .audit || self == .auditCalls || self == .control }

    /// Whether it asks who may call, and where: IAM and the metadata service.
    var isAccess: Bool { self == .login || self == .projects || self == .metadataToken || self == .securityKey }

    /// Whether it changes something in the cloud.
    var isAct: Bool {
        switch self {
        case .upgrade, .upgradeOne, .precheck, .cancelScheduledJobs, .opsWindow: true
        default: false
        }
    }

    /// Whether it asks the cloud and changes nothing.
    var isRead: Bool { !isOwn && !isAccess && !isAct }

    /// The method and path of each call; `*` stands for any segment, and earlier lines win.
    private static let table: [(method: String, path: [Substring], call: CloudCall)] = [
        ("GET /v3.1/*/instances", .list),
        ("GET /v3/*/instances/*/database-version", .offer),
        ("POST /v3/*/instances/database-version/upgrade", .upgrade),
        ("GET /v3/*/immediate-jobs", .immediateJobs),
        ("GET /v3/*/scheduled-jobs", .scheduledJobs),
        ("GET /v3/*/jobs", .job),
        ("GET /v3.1/*/instances/details", .details),
        ("GET /v3.1/*/instances/*", .detail),
        ("POST /v3/*/instances/database-version/upgrade/pre-check", .precheck),
        ("POST /v3/*/instances/database-version/upgrade/pre-check-result", .precheckResult),
        ("POST /v3/*/instances/*/db-upgrade", .upgradeOne),
        ("DELETE /v3/*/scheduled-jobs", .cancelScheduledJobs),
        ("POST /v3/*/instances/*/schedule-tasks/exist", .scheduledTaskExists),
        ("PUT /v3/*/instances/*/ops-window", .opsWindow),
        ("GET /v3/*/datastores/gaussdb-mysql", .datastores),
        ("GET /v3/*/instances", .listDeprecated),
        ("POST /v3/auth/tokens", .login),
        ("GET /v3/projects", .projects),
        ("PUT /meta-data/latest/api/token", .metadataToken),
        ("GET /openstack/latest/securitykey", .securityKey),
        ("GET /_audit", .audit),
        ("GET /_audit/calls", .auditCalls),
        ("POST /_control", .control),
    ].map { (line: String, call: CloudCall) in
        let parts = line.split(separator: " ")
        return (String(parts[0]), parts[1].split(separator: "/"), call)
    }

    /// The call of a method and a path, with the segments at which its pattern has a `*`.
    static func matching(method: String, segments: [String]) -> (call: CloudCall, wildcards: [String]) {
        for line in table where line.method == method && line.path.count == segments.count {
            if zip(line.path, segments).allSatisfy({ $0 == "*" || $0 == $1 }) {
                return (line.call, zip(line.path, segments).filter { $0.0 == "*" }.map(\.1))
            }
        }
        return (.unknown, [])
    }
}
