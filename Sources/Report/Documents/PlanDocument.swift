import Planning
public import Reconciler

/// The JSON answer of `plan`: the plan, and the fleets that could not be planned.
public struct PlanDocument: Encodable {
    let report: PlanReport

    /// Of a report.
    public init(_ report: PlanReport) { self.report = report }

    private enum Key: CodingKey { case failures, verdict }

    /// The plan's own members and two more.
    public func encode(to encoder: any Encoder) throws {
        try report.plan.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(report.failures, forKey: .failures)
        // Over what could not be read there is no verdict.
        if report.failures.isEmpty { try values.encode(Verdict(report.plan.fleets), forKey: .verdict) }
    }
}
