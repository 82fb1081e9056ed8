import ArgumentParser
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Report
import Text

struct PauseCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop requests for fleets, in runs that are under way too, until they are resumed.",
        discussion: """
            The journal keeps the pause, and every run reads it before each request: it holds for runs that share the state \
            directory. Upgrades that run go on and are watched to their end. Neither the repository nor the cloud is read.
            """)

    @Argument(help: "The fleets' names. (default: all fleets, declared later too)")
    var fleets: [String] = Environment.list("fleet")

    @Option(help: "Why; runs, plans and the history show it.")
    var reason: String?

    @Option(help: "When the pause ends by itself, such as 2026-12-24T18:00Z. (default: when you resume)")
    var until: TimeArgument?

    @Flag(help: "Cancel scheduled upgrades of ours too; the next run, or one that is under way, does it.")
    var cancelScheduled = Environment.flag("cancel-scheduled")

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        reason = (reason ?? Environment.optional("reason"))?.trimmed
        until = until ?? Environment.optional("until")
        try FleetNames.check(fleets)
        try FleetNames.check(reason: reason)
        guard reason != nil else { throw ValidationError("say why: --reason TEXT") }
        if let until, until.date <= Date() {
            throw ValidationError("--until \(until.date.pastMinute) has passed; leave it out to pause until you resume")
        }
    }

    func run() async throws {
        let by = Operator.current(environment: ProcessEnvironment.current)
        let journal = try state.writing()
        try await FleetNames.warn(fleets, journal, state, output)
        let names: [String?] = fleets.isEmpty ? [nil] : fleets
        let now = Date()
        let pauses = names.map {
            Intervention(
                .pause, of: $0, by: by, at: now, reason: reason, until: until?.date, cancelsScheduled: cancelScheduled)
        }
        try await StateOptions.mapError { () async throws(JournalError) in try await journal.append(pauses) }
        try output.answer { format, layout in
            if format == .json { return JSONText.render(InterventionDocument(pauses)) }
            let commands = CommandHints(state: state.arguments)
            let scheduled = cancelScheduled ? "; the next run cancels what is scheduled" : ""
            return names.map { name in
                let end =
                    until.map { "until \(layout.times.text($0.date))" } ?? "until you run `\(commands.resume(name))`"
                return "\(name ?? "all fleets"): paused \(end); upgrades that run go on\(scheduled)".printable
            }.joined(separator: "\n")
        }
    }
}
