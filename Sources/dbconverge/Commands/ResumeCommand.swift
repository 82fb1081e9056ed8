import ArgumentParser
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Report
import Text

struct ResumeCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "End the pause of fleets; nothing is upgraded by this command.",
        discussion: """
            A fleet that is named goes on even where all fleets are paused; without a name every pause ends. Neither the \
            repository nor the cloud is read.
            """)

    @Argument(help: "The fleets' names. (default: all fleets)")
    var fleets: [String] = Environment.list("fleet")

    @Option(help: "Why; the history shows it.")
    var reason: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        reason = (reason ?? Environment.optional("reason"))?.trimmed
        try FleetNames.check(fleets)
        try FleetNames.check(reason: reason)
    }

    func run() async throws {
        let by = Operator.current(environment: ProcessEnvironment.current)
        let journal = try state.writing()
        try await FleetNames.warn(fleets, journal, state, output)
        let names: [String?] = fleets.isEmpty ? [nil] : fleets
        let now = Date()
        let (resumptions, done) = try await StateOptions.mapError { () async throws(JournalError) in
            var resumptions: [Resumption] = []
            for name in names { resumptions.append(try await Resumption(of: name, journal, at: now)) }
            // What ended nothing is no event.
            let done = resumptions.filter { !$0.ended.isEmpty }
                .map { Intervention(.resume, of: $0.fleet, by: by, at: now, reason: reason) }
            try await journal.append(done)
            return (resumptions, done)
        }
        try output.answer { format, layout in
            format == .json
                ? JSONText.render(InterventionDocument(done))
                : resumptions.flatMap(\.lines).map { layout.times.text($0).printable }.joined(separator: "\n")
        }
    }
}
