import ArgumentParser
import FoundationEssentials
import Reconciler
import Report
import Text

struct StatusCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where each rollout stands, from the cloud and the journal; changes nothing.",
        discussion: """
            Without a name it shows one line a fleet, with names all of those fleets: the waves, the instances that are \
            not in sync, the latest run, and whether a run has the fleet now. It makes only calls that read, and takes no \
            lock. Exits with 0, or with 1 where a fleet could not be read; the others are shown nevertheless.
            """)

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown]

    @Argument(help: "The fleets to show in detail. (default: a line for each fleet)")
    var fleets: [String] = []

    @Flag(help: "Look again every --interval, until you press Ctrl-C; on a terminal what is shown is redrawn.")
    var watch = Environment.flag("watch")

    @Option(
        help: "With --watch: how long to wait between two looks, such as 10s. (default: the --poll-interval)",
        transform: DurationArgument.init(parsing:))
    var interval: DurationArgument?

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var times: TimeOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        interval = interval ?? Environment.optional("interval")
        try FleetNames.check(fleets)
        if !fleets.isEmpty {
            // The variable may be set for the other commands.
            if !source.fleets.isEmpty, source.fleets != Environment.list("fleet") {
                throw ValidationError("name the fleets either as arguments, for all of them, or with --fleet")
            }
            source.fleets = fleets
            if source.isSelectorFromVariable { source.selector = nil }
        }
        guard watch else { return }
        if period < .seconds(1) { throw ValidationError("--interval must be at least 1s") }
        if let other = output.targets.first(where: { ![.text, .wide].contains($0.format) || $0.file != nil }) {
            throw ValidationError(
                "--watch shows text on stdout, and not '\(other.format.rawValue)\(other.file == nil ? "" : "=FILE")'; leave out --watch for one answer"
            )
        }
    }

    /// How long to wait between two looks.
    var period: Duration { (interval ?? times.pollInterval).duration }

    /// Whether the fleets were named, so that all of them is shown.
    private var isDetailed: Bool { !fleets.isEmpty }

    private var commands: CommandHints { CommandHints(source, cloud, state) }

    func run() async throws {
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        // A journal that cannot be used is found before the cloud is asked.
        _ = try state.reading()
        let failures = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            if watch { return try await follow(manifests, access) }
            let reconciliation = await Reconciliation(of: manifests.fleets, among: manifests.all, access: access.client)
            let report = try await look(with: reconciliation)
            try output.answer { format, layout in render(report, manifests, format, layout) }
            return report.failures
        }
        for failure in failures {
            Console.fail(failure.message, fleet: failure.fleet)
        }
        if !failures.isEmpty { throw ExitCode(ExitStatus.error.rawValue) }
    }

    /// Opens the journal each time: the first run may make it.
    private func look(with reconciliation: Reconciliation) async throws -> StatusReport {
        await reconciliation.status(
            journal: try state.reading(), settings: times.settings(allowedChanges: nil, commands: commands))
    }

    private func render(
        _ report: StatusReport, _ manifests: Manifests, _ format: OutputFormat, _ layout: Layout
    ) -> String {
        let (revision, selection) = (manifests.revision, manifests.selection)
        return switch format {
        case .json:
            JSONText.render(
                StatusDocument(report, revision: revision, isDetailed: isDetailed, selection: selection))
        case .markdown:
            StatusMarkdown(times: layout.times, commands: commands)
                .render(report, revision: revision, isDetailed: isDetailed, selection: selection)
        default:
            StatusText(layout).render(report, revision: revision, isDetailed: isDetailed, selection: selection)
        }
    }
}

extension StatusCommand {
    /// Looks again and again until a signal comes, whose status the process then has. What could not be read is shown
    /// and looked for again.
    private func follow(_ manifests: Manifests, _ access: CloudAccess) async throws -> [PlanReport.Failure] {
        let (_, signal) = await Signals.cancelling("no longer watching") {
            var screen = Screen(isLive: output.layout(of: output.targets[0]).style.isColored)
            var subject = WatchedFleets(manifests, access)
            while !Task.isCancelled {
                var text: String
                do {
                    await subject.refresh(source, .here(endpoint: cloud.endpoint))
                    let report = try await look(with: await subject.reconciliation)
                    if !report.failures.isEmpty { subject.forget() }
                    text = render(
                        report, subject.manifests, output.targets[0].format, output.layout(of: output.targets[0]))
                } catch {
                    text = "error: \(error)"
                }
                if Task.isCancelled { break }
                if let note = subject.note { text += "\n" + note.printable }
                guard screen.show(text) else { break }
                try? await Task.sleep(for: period)
            }
        }
        if let signal { throw ExitCode(signal.rawValue) }
        return []
    }
}
