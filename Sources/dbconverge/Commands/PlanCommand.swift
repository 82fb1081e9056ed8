import ArgumentParser
import Fleet
import Planning
import Reconciler

struct PlanCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what reconcile would do; changes nothing.")

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Exit with 0 for no changes, 1 for an error, 2 for changes.")
    var detailedExitcode = Environment.flag("detailed-exitcode")

    func run() async throws {
        try await Self.run(source, cloud, state, changes, output, detailedExitcode: detailedExitcode)
    }

    /// Also what `reconcile --dry-run` does.
    static func run(
        _ source: SourceOptions, _ cloud: CloudOptions, _ state: StateOptions, _ changes: ChangeOptions,
        _ output: OutputOptions, detailedExitcode: Bool
    ) async throws {
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        let journal = try state.reading()
        let report = try await CloudAccess.with(cloud, logger: output.logger()) { access in
            await Reconciliation(of: manifests.fleets, access: access.client)
                .plan(
                    revision: manifests.revision, declared: manifests.declared, journal: journal,
                    allowedChanges: changes.allowChanges)
        }
        switch output.output {
        case .json: try Console.answer(JSONText.render(PlanDocument(report: report)))
        case .markdown: try Console.answer(PlanMarkdown.render(report.plan))
        case .text:
            if !report.plan.fleets.isEmpty { try Console.answer(PlanText(style: output.style).render(report.plan)) }
        }
        for failure in report.failures {
            Console.error(output.errorStyle.paint("error: ", .red) + "\(failure.fleet): \(failure.message)")
        }
        if !report.failures.isEmpty { throw ExitCode(ExitStatus.error.rawValue) }
        if detailedExitcode, report.plan.hasChanges { throw ExitCode(ExitStatus.changes.rawValue) }
    }
}
