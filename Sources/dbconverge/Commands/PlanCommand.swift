import ArgumentParser
import Fleet
import FoundationEssentials
import GitSource
import Planning
import Reconciler
import Report
import Text

struct PlanCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what reconcile would do; changes nothing.")

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown, .html, .junit]

    @OptionGroup var source: SourceOptions
    @OptionGroup var workTree: WorkTreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var times: TimeOptions
    @OptionGroup var forecast: ForecastOptions
    @OptionGroup var planFile: PlanFileOptions
    @OptionGroup var output: OutputOptions

    @Flag(
        help:
            "Exit with 0 when in sync, 1 on an error, 2 when a run would act now or later, 7 when only a person can help."
    )
    var detailedExitcode = Environment.flag("detailed-exitcode")

    func validate() throws { try workTree.check(source) }

    func run() async throws {
        try await Self.run(
            source, workTree, cloud, state, changes, times, forecast.settings, output, planFile,
            detailedExitcode: detailedExitcode, base: base.ref)
    }

    /// Also what `reconcile --dry-run` does. `base`: the ref with which the manifests are compared; nil: none.
    static func run(
        _ source: SourceOptions, _ workTree: WorkTreeOptions, _ cloud: CloudOptions, _ state: StateOptions,
        _ changes: ChangeOptions, _ times: TimeOptions, _ forecast: ForecastSettings, _ output: OutputOptions,
        _ planFile: PlanFileOptions, detailedExitcode: Bool, base: String? = nil
    ) async throws {
        try planFile.check(output)
        var spelling = output.times
        let askedAt = spelling.now
        let supposed = try forecast.at.map {
            SupposedTime(try $0.date(now: askedAt, zone: spelling.zone), askedAt: askedAt)
        }
        try planFile.check(isSupposed: supposed != nil, isOnDisk: workTree.workingTree)
        let manifests = try await Manifests(
            source, output, regions: .here(endpoint: cloud.endpoint), isOnDisk: workTree.workingTree)
        var comparison: BaseManifests?
        if let base { comparison = try await BaseManifests(base, of: manifests, source, output) }
        let journal = try state.reading()
        let commands = CommandHints(source, cloud, state)
        let settings = times.settings(allowedChanges: changes.allowChanges, commands: commands)
        let (report, saved) = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            let report = await Reconciliation(of: manifests.fleets, among: manifests.all, access: access.client)
                .plan(
                    revision: manifests.revision, signatures: manifests.source.signatures, declared: manifests.declared,
                    journal: journal, settings: settings, supposed: supposed?.time)
            // A plan without the fleets that could not be read would be applied without them.
            guard planFile.out != nil, report.failures.isEmpty else { return (report, nil as SavedPlan?) }
            return (report, try SavedPlan(report, of: manifests, source, settings, through: access, at: Date()))
        }
        if let out = planFile.out, let saved { try PlanFile(saved).save(out) }
        let forecasts = PlanForecasts(await Forecasts.make(report, forecast), supposed: supposed)
        // One moment for all outputs, from which their distances count.
        spelling.now = supposed?.time ?? output.times.now
        let (plan, failures, selection) = (report.plan, report.failures, manifests.selection)
        let changed = comparison?.changes(in: plan)
        try output.answer { [spelling] format, layout in
            var layout = layout
            layout.times = spelling
            return switch format {
            case .json:
                JSONText.render(
                    PlanDocument(report, forecasts: forecasts, changes: changed, selection: selection))
            case .markdown:
                PlanMarkdown(times: spelling, commands: commands)
                    .render(plan, failures: failures, forecasts: forecasts, changes: changed, selection: selection)
            case .html:
                PlanHTML(times: spelling)
                    .render(plan, failures: failures, forecasts: forecasts, changes: changed, selection: selection)
            case .junit:
                PlanJUnit(times: spelling)
                    .render(plan, failures: failures, forecasts: forecasts, selection: selection)
            case .text, .wide, .github, .gitlab:
                PlanText(layout)
                    .render(plan, failures: failures, forecasts: forecasts, changes: changed, selection: selection)
            }
        }
        for refusal in workTree.workingTree ? [] : await manifests.source.refusals(of: plan, journal) {
            output.warn("\(refusal.fleet): reconcile would refuse this: \(refusal.reason)")
        }
        for failure in report.failures {
            Console.fail(failure.message, fleet: failure.fleet)
        }
        if let out = planFile.out, saved != nil {
            let apply = commands.apply(
                out, repository: source.repo.map(GitReader.withoutPassword), source.trust.arguments)
            Console.error("The plan is saved in '\(out)'; `\(apply)` does what it lists.")
        } else if let out = planFile.out {
            Console.fail("the plan is not saved in '\(out)', since not every fleet could be read")
        }
        if !report.failures.isEmpty { throw ExitCode(ExitStatus.error.rawValue) }
        let status = ExitStatus(Verdict(report.plan.fleets))
        if detailedExitcode, status != .success { throw ExitCode(status.rawValue) }
    }
}
