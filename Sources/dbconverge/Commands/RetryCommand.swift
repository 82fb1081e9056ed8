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

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        // The variable may be set for the other commands.
        if !source.fleets.isEmpty, source.fleets != Environment.list("fleet") {
            throw ValidationError("name the fleet as the argument, without --fleet")
        }
    }

    func run() async throws {
        let manifests = try await Manifests.read(source, output)
        guard let declared = try Manifests.fleets(of: manifests, named: [fleet]).first else { return }
        let project = try await project(of: declared)
        let key = FleetKey(region: declared.location.region, project: project, name: declared.name)
        let journal = try state.writing()
        let before = try StateOptions.telling { () throws(JournalError) in
            let history = try journal.history(of: key)
            try journal.append([.forgiven(at: Date())], to: key, run: nil)
            return history
        }
        let forgiven = Forgiven(
            fleet: fleet, failures: before.failures.keys.sorted(), strays: before.strays.keys.sorted())
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

    var sentence: String {
        let all = Set(failures).union(strays).sorted()
        guard !all.isEmpty else {
            return "\(fleet): the journal knows of no failure; those that the cloud's jobs show until now are forgiven"
        }
        return "\(fleet): forgiven: " + all.map(\.description).joined(separator: ", ")
    }
}
