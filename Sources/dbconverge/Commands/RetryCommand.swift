import ArgumentParser
import Fleet
import FoundationEssentials
import Planning
import Reconciler

struct RetryCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Forgive the failures of a fleet, so that the next reconcile tries again.",
        discussion: """
            Failed instances are tried again at once, a spent failureBudget is whole again, and a rollout that stopped \
            because an upgrade landed elsewhere goes on. Look into what failed first. Nothing is upgraded by this command.
            """)

    @Argument(help: "The fleet's name.")
    var fleet: String

    @Option(help: "Why; the history shows it.")
    var reason: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        // The variable may be set for the other commands.
        if !source.fleets.isEmpty, source.fleets != Environment.list("fleet") {
            throw ValidationError("name the fleet as the argument, without --fleet")
        }
        reason = (reason ?? Environment.optional("reason"))?.trimmed
        try Fleets.check(reason: reason)
    }

    func run() async throws {
        let manifests = try await Manifests.read(source, output)
        guard let declared = try Manifests.fleets(of: manifests, named: [fleet]).first else { return }
        let project = try await project(of: declared)
        let key = FleetKey(region: declared.location.region, project: project, name: declared.name)
        let journal = try state.writing()
        let (before, isKnown) = try StateOptions.telling { () throws(JournalError) in
            (try journal.history(of: key), try journal.fleets().contains(key))
        }
        if !isKnown {
            let words = "the journal in \(try state.directory().path) does not know the fleet '\(fleet)'"
            Console.error(
                output.errorStyle.paint("warning: ", .yellow)
                    + "\(words): runs with another --state, such as those of CI, do not see this".printable)
        }
        let forgiven = Forgiven(fleet, before, isKnown: isKnown)
        // Said before it is done.
        if output.output != .json { for line in forgiven.intentions { Console.error(line.printable) } }
        let retry = Intervention(
            .retry, of: fleet, by: .current(environment: ProcessEnvironment.current), at: Date(), reason: reason)
        try StateOptions.telling { () throws(JournalError) in
            try journal.append([.forgiven(at: retry.at)], to: key, run: nil)
            try journal.append([retry])
        }
        switch output.output {
        case .json: try Console.answer(JSONText.render(forgiven))
        case .text, .markdown: try Console.answer(forgiven.sentence)
        }
    }

    /// The project's id, which is part of what the journal knows a fleet by. Only `projectID: auto` needs the cloud.
    private func project(of fleet: DesiredFleet) async throws -> ProjectID {
        if case .id(let project) = fleet.location.project { return project }
        do {
            return try await CloudAccess.with(cloud, logger: output.logger()) {
                try await $0.project(of: fleet.location)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(message: "\(fleet.name): \(error)")
        }
    }
}

/// What was forgiven.
private struct Forgiven: Encodable {
    var schemaVersion = 1
    var fleet: String
    var failures: [InstanceID]
    var strays: [InstanceID]
    var unanswered: [InstanceID]
    /// Whether the journal knew the fleet.
    var isKnown: Bool
    /// What is forgiven, a line for each instance and cause.
    var intentions: [String]

    init(_ fleet: String, _ before: History, isKnown: Bool) {
        self.fleet = fleet
        self.isKnown = isKnown
        failures = before.failures.keys.sorted()
        strays = before.strays.keys.sorted()
        unanswered = before.unanswered.keys.sorted()
        let causes =
            before.failures.map { ($0.key, $0.value.last?.reason.message ?? "") }
            + before.strays.map { ($0.key, "it landed on \($0.value.landedOn), which nobody declared") }
            + before.unanswered.map { ($0.key, "the answer to a request for its upgrade was lost") }
        intentions = causes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { "\(fleet): forgiving \($0.0): \($0.1)" }
    }

    var sentence: String {
        let all = Set(failures).union(strays).union(unanswered).sorted()
        guard !all.isEmpty else {
            return "\(fleet): the journal knows of no failure; those that the cloud's jobs show until now are forgiven"
        }
        return "\(fleet): forgiven: " + all.map(\.description).joined(separator: ", ")
    }
}
