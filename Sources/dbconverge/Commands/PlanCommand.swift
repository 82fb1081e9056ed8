import ArgumentParser
import Fleet
import Planning
import Reconciler
import Report
import Text

struct PlanCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what reconcile would do; changes nothing.")

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown, .html, .junit]

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var times: TimeOptions
    @OptionGroup var output: OutputOptions

    @Flag(
        help:
            "Exit with 0 when in sync, 1 on an error, 2 when a run would act now or later, 7 when only a person can help."
    )
    var detailedExitcode = Environment.flag("detailed-exitcode")

    func run() async throws {
        try await Self.run(source, cloud, state, changes, times, output, detailedExitcode: detailedExitcode)
    }

    /// Also what `reconcile --dry-run` does.
    static func run(
        _ source: SourceOptions, _ cloud: CloudOptions, _ state: StateOptions, _ changes: ChangeOptions,
        _ times: TimeOptions, _ output: OutputOptions, detailedExitcode: Bool
    ) async throws {
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        let journal = try state.reading()
        let commands = CommandHints(source, cloud, state)
        let report = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            await Reconciliation(of: manifests.fleets, access: access.client)
                .plan(
                    revision: manifests.revision, declared: manifests.declared, journal: journal,
                    settings: times.settings(allowedChanges: changes.allowChanges, commands: commands))
        }
        try output.answer { format, layout in
            switch format {
            case .json: JSONText.render(PlanDocument(report))
            case .markdown:
                PlanMarkdown(times: layout.times, commands: commands).render(report.plan, failures: report.failures)
            case .html: PlanHTML(times: layout.times).render(report.plan, failures: report.failures)
            case .junit: PlanJUnit(times: layout.times).render(report.plan, failures: report.failures)
            case .text, .wide, .github, .gitlab: PlanText(layout).render(report.plan, failures: report.failures)
            }
        }
        for failure in report.failures {
            Console.error(output.errorStyle.paint("error: ", .red) + "\(failure.fleet): \(failure.message)")
        }
        if !report.failures.isEmpty { throw ExitCode(ExitStatus.error.rawValue) }
        let status = ExitStatus(Verdict(report.plan.fleets))
        if detailedExitcode, status != .success { throw ExitCode(status.rawValue) }
    }
}
