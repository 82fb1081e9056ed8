import FoundationEssentials
import Planning
public import Reconciler

/// The JSON answer of `plan`: the plan, the fleets that could not be planned, the forecasts, and what a change declares
/// differently.
public struct PlanDocument: Encodable {
    let report: PlanReport
    let forecasts: PlanForecasts
    let changes: PlanChanges?
    let selection: Selection

    /// Of a report.
    public init(
        _ report: PlanReport, forecasts: PlanForecasts = PlanForecasts(), changes: PlanChanges? = nil,
        selection: Selection = Selection()
    ) {
        (self.report, self.forecasts, self.changes, self.selection) = (report, forecasts, changes, selection)
    }

    private enum Key: CodingKey { case failures, verdict, forecasts, asIf, changes, selection }

    /// The plan's own members and a few more.
    public func encode(to encoder: any Encoder) throws {
        try report.plan.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(report.failures, forKey: .failures)
        try values.encode(forecasts.all.map(ForecastDocument.init), forKey: .forecasts)
        try values.encodeIfPresent(forecasts.supposed?.time, forKey: .asIf)
        try values.encodeIfPresent(selection.document, forKey: .selection)
        try values.encodeIfPresent(changes.map(ChangeDocument.init), forKey: .changes)
        // Over what could not be read there is no verdict.
        if report.failures.isEmpty { try values.encode(Verdict(report.plan.fleets), forKey: .verdict) }
    }
}
