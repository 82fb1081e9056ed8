import ArgumentParser
import Fleet
import FoundationEssentials
import Journal
import Manifest
import Planning
import Reconciler
import Report
import Text

struct RetryCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Acknowledge the failures of a fleet, so that the next reconcile tries again.",
        discussion: """
            Failed instances are tried again at once, a spent failureBudget is whole again, and a rollout that stopped \
            because an upgrade ended off-target goes on. With --check what waits for a check goes on without it. Look into what failed first, and into the console where an instance \
            waits for a confirmation: what is covered are the failures that are there now, and the versions that run now. \
            Nothing is upgraded by this command.
            """)

    @Argument(help: "The fleet's name.")
    var fleet: String

    @Argument(help: "Instances of it, by id or declared name; without any, all of them.")
    var instances: [String] = []

    @Option(help: "Why; the history shows it.")
    var reason: String?

    @Option(
        help:
            "Let what is at rest now pass without the checks of this name, once; needs --reason, and no failure is acknowledged."
    )
    var check: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        // The variable may be set for the other commands.
        if !source.fleets.isEmpty, source.fleets != Environment.list("fleet") {
            throw ValidationError("name the fleet as the argument, without --fleet")
        }
        if source.selector != nil, !source.isSelectorFromVariable {
            throw ValidationError("name the fleet as the argument, without --selector")
        }
        reason = (reason ?? Environment.optional("reason"))?.trimmed
        try FleetNames.check(reason: reason)
        guard check != nil else { return }
        if reason == nil { throw ValidationError("--check lets a rollout go on unverified: say why with --reason") }
        if !instances.isEmpty { throw ValidationError("--check is about a whole wave: name no instances with it") }
    }

    func run() async throws {
        let manifests = try await Manifests.read(source, output)
        let choice = FleetChoice(paths: source.paths, names: [fleet])
        guard let declared = try manifests.fleets(choice).fleets.first else { return }
        if let check { return try await pass(check, of: declared) }
        let chosen = try chosen(of: declared)
        let about = chosen ?? Set(declared.instances.map(\.id))
        // A journal that cannot be used is found before the cloud is asked.
        let journal = try state.writing()
        let (project, seen) = try await observe(declared, about)
        let key = FleetKey(region: declared.location.region, project: project, name: declared.name)
        let (before, isKnown) = try await StateOptions.mapError { () async throws(JournalError) in
            try await journal.release(
                from: key, whatMovedTo: manifests.manifests.fleets, at: SteadyClock.shared.reading)
            let before = try await journal.fleetState(of: key, declaring: about)
            return (before, before.firstSeenAt != nil)
        }
        if !isKnown { try warnOfOtherState() }
        let acknowledged = AcknowledgementDocument(declared, before, about: chosen, seen, isKnown: isKnown)
        // Said before it is done.
        if output.format != .json { for line in acknowledged.intentions { Console.error(line.printable) } }
        let retry = Intervention(
            .retry, of: fleet, by: .current(environment: ProcessEnvironment.current), at: Date(), reason: reason,
            instances: chosen?.sorted() ?? acknowledged.covered)
        try await StateOptions.mapError { () async throws(JournalError) in
            var word = seen?.word ?? Acknowledgement(at: retry.at)
            word.instances = chosen
            try await journal.adopt(about, into: key, at: SteadyClock.shared.reading)
            try await journal.append([.acknowledged(word)], to: key, run: nil)
            try await journal.append([retry])
        }
        try output.answer { format, _ in
            format == .json ? JSONText.render(acknowledged) : acknowledged.sentence.printable
        }
    }

    private func warnOfOtherState() throws {
        let words = "no run of the fleet '\(fleet)' is in the journal in \(try state.directory().path)"
        output.warn("\(words): runs with another --state, such as those of CI, do not see this")
    }

    /// Remembers that a person lets the fleet pass a check. The cloud is asked for nothing but the project's id, where the
    /// manifest does not say it.
    private func pass(_ name: String, of declared: DesiredFleet) async throws {
        let checks = declared.rollout.allChecks.filter { $0.id.name == name }
        guard !checks.isEmpty else {
            let names = Set(declared.rollout.allChecks.map(\.id.name)).sorted().joined(separator: ", ")
            throw Failure(
                message: "the fleet '\(fleet)' has no check '\(name)'",
                hint: names.isEmpty ? "its rollout declares none" : "its checks are \(names)")
        }
        let journal = try state.writing()
        let project: ProjectID
        if case .id(let id) = declared.location.project {
            project = id
        } else {
            project = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) {
                try await $0.project(of: declared.location)
            }
        }
        let key = FleetKey(region: declared.location.region, project: project, name: declared.name)
        let retry = Intervention(
            .retry, of: fleet, by: .current(environment: ProcessEnvironment.current), at: Date(), reason: reason,
            check: name)
        let known = try await StateOptions.mapError { () async throws(JournalError) in
            try await journal.fleetState(of: key)
        }
        if known.firstSeenAt == nil { try warnOfOtherState() }
        let evaluated = declared.evaluatedChecks(named: name, in: known)
        guard !evaluated.isEmpty else {
            throw Failure(
                message: "the check '\(name)' of the fleet '\(fleet)' has not been evaluated as it is declared now",
                hint: "nothing waits for it: a run asks it first, once what it is about is at rest")
        }
        let passed = PassedCheckDocument(fleet: fleet, check: name, places: evaluated)
        try await StateOptions.mapError { () async throws(JournalError) in
            try await journal.append([.checkAcknowledged(name, at: retry.at)], to: key, run: nil)
            try await journal.append([retry])
        }
        try output.answer { format, _ in
            format == .json ? JSONText.render(passed) : passed.sentence.printable
        }
    }

    /// The declared instances that are named, by id or by declared name; nil: the whole fleet.
    private func chosen(of fleet: DesiredFleet) throws -> Set<InstanceID>? {
        guard !instances.isEmpty else { return nil }
        return try Set(
            instances.map { text in
                let found = fleet.instances.filter { $0.id.description == text || $0.name == text }
                guard found.count == 1 else {
                    let what = found.isEmpty ? "declares no instance" : "declares several instances"
                    throw Failure(message: "the fleet '\(fleet.name)' \(what) '\(text)'; name an id that it declares")
                }
                return found[0].id
            })
    }

    /// The project's id, and what the cloud shows of the instances. Where it cannot be read, times decide what counts,
    /// and nothing in the confirmation range is covered.
    private func observe(
        _ fleet: DesiredFleet, _ ids: Set<InstanceID>
    ) async throws -> (project: ProjectID, seen: AcknowledgedWork?) {
        do {
            return try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
                let (project, cloud) = try await access.client(for: fleet.location)
                let work = try await AcknowledgedWork(cloud, about: ids, at: Date())
                return (project, work)
            }
        } catch {
            guard case .id(let project) = fleet.location.project else {
                throw error as? Failure ?? Failure(message: "\(fleet.name): \(error)")
            }
            let words = "the cloud could not be read: \(error)"
            output.warn(
                "\(words); failures are acknowledged by their time, and no instance from 2.0.51.240305 to .240311 is")
            return (project, nil)
        }
    }
}
