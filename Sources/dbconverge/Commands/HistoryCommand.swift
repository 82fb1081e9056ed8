import ArgumentParser
import Fleet
import Journal
import Report
import Text

struct HistoryCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the runs that this machine's journal remembers, and what people did, the newest first.",
        discussion: "Neither the repository nor the cloud is read.")

    @Option(help: "Only runs of the fleets of this name.")
    var fleet: String?

    @Option(help: "How many runs to show, the newest.")
    var limit = Environment.value("limit", else: 20)

    @Flag(help: "Show what each run requested, and what became of it.")
    var upgrades = Environment.flag("upgrades")

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        // The variable may name several, for the other commands; then all are shown.
        if fleet == nil, let one = Environment.list("fleet").first, Environment.list("fleet").count == 1 { fleet = one }
        if fleet?.isEmpty == true { throw ValidationError("--fleet is empty; leave it out for every fleet") }
        if limit < 1 { throw ValidationError("--limit must be 1 or more") }
    }

    func run() async throws {
        let journal = try state.reading()
        let (runs, interventions) = try await StateOptions.mapError { () async throws(JournalError) in
            (
                try await journal.runs(ofFleetsNamed: fleet, limit: limit),
                try await journal.interventions(ofFleetsNamed: fleet, limit: limit)
            )
        }
        try output.answer { format, layout in
            switch format {
            case .json: JSONText.render(HistoryDocument(runs, interventions))
            case .markdown:
                HistoryMarkdown(times: layout.times, commands: CommandHints(state: state.arguments))
                    .render(runs, interventions, upgrades: upgrades)
            default: HistoryText(layout).render(runs, interventions, upgrades: upgrades)
            }
        }
    }
}
