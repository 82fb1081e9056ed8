import ArgumentParser
import Reconciler
import Report
import Text

struct OffersCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "offers",
        abstract: "Show which version each instance runs, is offered now and is declared at; changes nothing.",
        discussion: """
            It reads an offer for each instance, also of those that are in sync and of those in no fleet: one call each. \
            Exits with 0, or with 1 where a fleet or an offer could not be read; the others are shown nevertheless.
            """)

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown]

    @Flag(help: "Only instances to which something is offered, and those whose offer could not be read.")
    var onlyAvailable = Environment.flag("only-available")

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        let progress = OfferProgress(isLive: output.errorStyle.isColored)
        let read = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            await Reconciliation(of: manifests.fleets, access: access.client)
                .offers(
                    declared: manifests.declared, withUnmanaged: !source.choice.isPartial, tell: progress.show)
        }
        progress.finish()
        let report = onlyAvailable ? read.onlyAvailable : read
        try output.answer { format, layout in
            switch format {
            case .json:
                JSONText.render(OffersDocument(report, revision: manifests.revision, selection: manifests.selection))
            case .markdown:
                OffersMarkdown(commands: CommandHints(source: source.arguments, cloud: cloud.arguments))
                    .render(report, revision: manifests.revision, selection: manifests.selection)
            default:
                OffersText(layout).render(report, revision: manifests.revision, selection: manifests.selection)
            }
        }
        for failure in report.failures {
            Console.fail(failure.message, fleet: failure.fleet)
        }
        if !report.isComplete { throw ExitCode(ExitStatus.error.rawValue) }
    }
}
