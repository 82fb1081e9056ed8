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
        try Fleets.check(fleets)
        try Fleets.check(reason: reason)
        guard reason != nil else { throw ValidationError("say why: --reason TEXT") }
        if let until, until.date <= Date() {
            throw ValidationError("--until \(until.date.pastMinute) has passed; leave it out to pause until you resume")
        }
    }

    func run() async throws {
        let by = Operator.current(environment: ProcessEnvironment.current)
        let journal = try state.writing()
        try await Fleets.warn(fleets, journal, state, output)
        let names: [String?] = fleets.isEmpty ? [nil] : fleets
        let now = Date()
        let pauses = names.map {
            Intervention(
                .pause, of: $0, by: by, at: now, reason: reason, until: until?.date, cancelsScheduled: cancelScheduled)
        }
        try await StateOptions.mapError { () async throws(JournalError) in try await journal.append(pauses) }
        switch output.output {
        case .json: try Console.answer(JSONText.render(InterventionDocument(pauses)))
        case .text, .markdown:
            let commands = CommandHints(state: state.arguments)
            let scheduled = cancelScheduled ? "; the next run cancels what is scheduled" : ""
            try Console.answer(
                names.map { name in
                    let end = until.map { "until \($0.date.minute)" } ?? "until you run `\(commands.resume(name))`"
                    return "\(name ?? "all fleets"): paused \(end); upgrades that run go on\(scheduled)".printable
                }.joined(separator: "\n"))
        }
    }
}

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
        try Fleets.check(fleets)
        try Fleets.check(reason: reason)
    }

    func run() async throws {
        let by = Operator.current(environment: ProcessEnvironment.current)
        let journal = try state.writing()
        try await Fleets.warn(fleets, journal, state, output)
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
        switch output.output {
        case .json: try Console.answer(JSONText.render(InterventionDocument(done)))
        case .text, .markdown:
            try Console.answer(resumptions.flatMap(\.lines).map(\.printable).joined(separator: "\n"))
        }
    }
}

/// The names of fleets, as commands take them that read no repository.
enum Fleets {
    /// The most characters of a reason.
    static let reasonLimit = 1024

    static func check(_ names: [String]) throws {
        if names.contains(where: \.trimmed.isEmpty) {
            throw ValidationError("a fleet's name is empty; leave it out for every fleet")
        }
    }

    static func check(reason: String?) throws {
        guard let reason else { return }
        if reason.isEmpty { throw ValidationError("--reason is empty") }
        if reason.count > reasonLimit {
            throw ValidationError("--reason has \(reason.count) characters; \(reasonLimit) are allowed")
        }
    }

    /// Warns of each fleet of which the journal has no run, or where it has none at all: a run that keeps its journal
    /// elsewhere does not see this.
    static func warn(
        _ names: [String], _ journal: any JournalStore, _ state: StateOptions, _ output: OutputOptions
    ) async throws {
        let path = try state.directory().path
        let asked: [String?] = names.isEmpty ? [nil] : names
        for name in asked {
            let isKnown = try await StateOptions.mapError { () async throws(JournalError) in
                try await journal.hasRun(ofFleetsNamed: name)
            }
            if isKnown { continue }
            let what = name.map { "of the fleet '\($0)'" } ?? "of any fleet"
            output.warn(
                "no run \(what) is in the journal in \(path): runs with another --state, such as those of CI, do not read it"
            )
        }
    }
}
