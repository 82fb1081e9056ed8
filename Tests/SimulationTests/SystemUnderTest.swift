import Fleet
import Forecast
import Planning

/// The tool as it is played: as it is, or with something broken on purpose.
struct SystemUnderTest: Sendable {
    var planner = Planner()
    /// What it takes for declared.
    var reads: @Sendable (inout DesiredFleet) -> Void = { _ in }
    /// The times that it keeps to.
    var keepsTime: @Sendable (inout Rollout.Settings) -> Void = { _ in }
    /// Whether its shell reads the pause again just before a request, and the ref.
    var readsPause = true
    var readsRef = true
    /// Whether its shell passes on that the run is to stop.
    var stops = true
    /// Whether it reads what became of other fleets' upgrades.
    var readsOtherFleets = true
    /// Whether it notices that its clock was set.
    var noticesClock = true
    /// Whether what is remembered of instances goes with them.
    var adopts = true
    /// Whether what it keeps from step to step is compared with what follows from nothing.
    var comparesDecisions = true
    /// How it takes what a check found.
    var finds: @Sendable (CheckResult.Outcome) -> CheckResult.Outcome = { $0 }
    /// What it does in place of what its rollout wants done; nil: nothing.
    var does: @Sendable (StepPart) -> StepPart? = { $0 }

    func read(_ fleet: DesiredFleet) -> DesiredFleet {
        var fleet = fleet
        reads(&fleet)
        return fleet
    }
}
