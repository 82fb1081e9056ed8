import FoundationEssentials
import Journal
import Planning
import Report
import Text

/// Why a saved plan is not applied: the failures with exit status 5.
struct StalePlan {
    /// The file's path.
    let path: String
    /// The command that makes the same plan anew.
    let remake: String

    /// `commands` are those of the run that would have applied it.
    init(_ plan: SavedPlan, path: String, _ commands: CommandHints) {
        self.path = path
        var options = plan.source.chosenFleets.flatMap { ["--fleet", $0] }
        // As one word, since it may begin as an option does.
        if let selector = plan.source.selector { options.append("--selector=\(selector)") }
        if let allowed = plan.settings.allowedChanges { options += ["--allow-changes", "\(allowed)"] }
        remake = commands.plan(into: path, options)
    }

    /// Throws where something differs.
    func check(_ differences: [PlanDifference]) throws(Failure) {
        if !differences.isEmpty { throw failure(differences) }
    }

    /// Something that the plan rests on has changed.
    func failure(_ differences: [PlanDifference]) -> Failure {
        Failure(
            message: "the plan '\(path)' is stale: \(differences.headline)", details: differences.lines,
            hint: "nothing was done; make a new plan with `\(remake)`, and look through it again", status: .stale)
    }

    /// Its runs have done all of it.
    func finished(_ runs: [RunRecord]) -> Failure {
        let by = runs.last.map { run in
            let date = run.completion?.endedAt ?? run.start.startedAt
            return " on \(date.ISO8601Format()) by run \(run.id)"
        }
        return Failure(
            message: "the plan '\(path)' was applied\(by ?? ""), and nothing of it is left to do",
            hint: "for what is left make a new plan with `\(remake)`", status: .stale)
    }
}
