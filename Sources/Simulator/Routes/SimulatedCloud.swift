import CloudModel
import Fleet
import FoundationEssentials

/// The model with what its routes keep beside it, behind the server's one lock.
struct SimulatedCloud: Sendable {
    var model: ModeledCloud
    var log = CallLog()
    let credentials: FleetFile.Credentials
    /// The list's text of each instance, with the revision of the instance and the status that it was made from.
    var listTexts: [ListText?]

    struct ListText: Sendable {
        let revision: Int
        let status: String
        let bytes: [UInt8]
    }

    init(_ fleet: FleetFile, now: Date) {
        model = ModeledCloud(fleet, now: now)
        credentials = fleet.credentials
        listTexts = Array(repeating: nil, count: fleet.instances.count)
    }

    /// Answers a call of the cloud's own, IAM's login excepted; throws what the cloud refuses.
    mutating func answer(_ request: RouteRequest) throws(SimulatedError) -> Answer {
        model.moveOfferIfDue(at: request.now)
        model.advance(to: request.now)
        if request.call != .projects, request.call != .unknown, request.wildcards.first != model.projectID {
            // INF: the code for a project that the caller has no right to.
            throw SimulatedError(
                status: 403, code: "DBS.200044", message: "The project does not exist or is not yours.")
        }
        return switch request.call {
        case .list: Answer(try list(request))
        case .listDeprecated: Answer(try listDeprecated(request))
        case .detail: Answer(try detail(request))
        case .details: Answer(try details(request))
        case .offer: Answer(try offer(request))
        case .upgrade: Answer(try upgrade(request))
        case .upgradeOne: Answer(try upgradeOne(request))
        case .precheck: Answer(try precheck(request))
        case .precheckResult: Answer(try precheckResult(request))
        case .job: Answer(try job(request))
        case .immediateJobs: Answer(try immediateJobs(request))
        case .scheduledJobs: Answer(try scheduledJobs(request))
        case .cancelScheduledJobs: Answer(try cancelScheduledJobs(request))
        case .scheduledTaskExists: Answer(try scheduledTaskExists(request))
        case .opsWindow: Answer(try setOpsWindow(request))
        case .datastores: Answer(datastores())
        case .projects: Answer(projects(request))
        case .login, .metadataToken, .securityKey, .audit, .auditCalls, .control, .unknown: throw .notPublished
        }
    }
}
