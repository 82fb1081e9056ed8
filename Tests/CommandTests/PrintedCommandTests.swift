import ArgumentParser
import Client
import CloudModel
import Fleet
import Foundation
import Journal
import Planning
import Reconciler
import Testing
import TestSupport
import Text

@testable import Report
@testable import dbconverge

/// Commands that messages print work as printed: a shell reads them, and they are about the same repository, cloud and
/// journal as the run that printed them.
@Suite struct PrintedCommandTests {
    static let values = ["fleets", "two words", "it's", "a`b", "$HOME;#x", "-x", "数据库", "line\nbreak", "\u{1B}[31m"]

    /// What a run was given.
    static func options(_ value: String) throws -> (SourceOptions, CloudOptions, StateOptions) {
        (
            try SourceOptions.parse(["--repo=\(value)", "--ref=v1", "--path=\(value)"]),
            try CloudOptions.parse([
                "--endpoint=http://127.0.0.1:1", "--ca-file=\(value)", "--credentials=profile:\(value)",
            ]), try StateOptions.parse(["--state=\(value)"])
        )
    }

    /// A plan whose instances need an acknowledgement, each for another reason.
    static func plans(_ commands: CommandHints) throws -> [Plan] {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let (old, declared) = (KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 75, 260400))
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let ids = try (1...2).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        let codes: [(Reason.Code, KernelVersion)] = [
            (.failed, old), (.outcomeUnknown, old), (.failed, KernelVersion(2, 0, 51, 240305)),
        ]
        return codes.map { code, current in
            let fleet = DesiredFleet(
                name: "orders", location: Location(region: "cn-north-4", project: .id(project)),
                instances: ids.map { DesiredInstance(id: $0, version: declared) })
            let seen = ids.map {
                ObservedInstance(id: $0, name: "x", status: "normal", kernelVersion: current.description)
            }
            var fleetState = FleetState()
            fleetState.apply(
                .found(
                    ids[0],
                    UpgradeFailure(
                        sentAt: start, from: current, declared: declared, at: start, reason: Reason(code, "it failed")))
            )
            let situation = Situation(
                fleet: fleet, observation: Observation(startedAt: start, instances: seen), fleetState: fleetState,
                now: start,
                settings: Rollout.Settings(commands: commands))
            return Plan(revision: "main@0123", fleets: [Planner().plan(situation, project: project)])
        }
    }

    @Test(arguments: values) func aPlanPrintsTheRetryOfThisRun(_ value: String) throws {
        let (source, cloud, state) = try Self.options(value)
        for plan in try Self.plans(CommandHints(source, cloud, state)) {
            let text = PlanText(Layout(times: TimeSpelling(now: Date(timeIntervalSince1970: 1_800_000_000)))).render(
                plan)
            let commands = try ShellWords.commands(
                of: "dbconverge", in: SafeText.composed(text, keepingColors: false))
            #expect(commands.count == 2, "\(text)")
            for words in commands {
                let retry = try #require(try Root.parseAsRoot(Array(words.dropFirst())) as? RetryCommand)
                // What befell an instance is acknowledged of it alone, a spent budget of the fleet.
                #expect(retry.fleet == "orders" && retry.instances.count <= 1)
                #expect(retry.source.repo == value && retry.source.paths == [value] && retry.source.ref == "v1")
                #expect(retry.state.state == value)
                #expect(retry.cloud.endpoint == "http://127.0.0.1:1" && retry.cloud.caFile == value)
                #expect(retry.cloud.credentials?.source == .profile(value))
            }
            let reasons = plan.fleets.flatMap(\.instances).compactMap(\.action.reason?.message)
            #expect(try reasons.flatMap { try ShellWords.commands(of: "dbconverge", in: $0) } == commands)
        }
    }

    @Test(arguments: values) func everyHintIsACommandThatTheProgramTakes(_ value: String) throws {
        let (source, cloud, state) = try Self.options(value)
        let hints = CommandHints(source, cloud, state)
        func parsed(_ command: String) throws -> any ParsableCommand {
            try Root.parseAsRoot(Array(try ShellWords.split(command).dropFirst()))
        }
        #expect(try (parsed(hints.validate()) as? ValidateCommand)?.source.repo == value)
        #expect(try (parsed(hints.resume("orders")) as? ResumeCommand)?.fleets == ["orders"])
        #expect(try (parsed(hints.resume(nil)) as? ResumeCommand)?.state.state == value)
        #expect(try (parsed(hints.plan()) as? PlanCommand)?.source.paths == [value])
        let saving = try parsed(hints.plan(into: value, ["--fleet", "orders"])) as? PlanCommand
        #expect(saving?.planFile.out == value && saving?.source.fleets == ["orders"])
        let applying = try parsed(hints.apply(value, repository: value)) as? ApplyCommand
        #expect(applying?.repo == value && applying?.state.state == value)
        #expect(applying?.planFile == (value.hasPrefix("-") ? "./\(value)" : value))
        #expect(try (parsed(hints.history()) as? HistoryCommand)?.state.state == value)
    }

    @Test func whatARunWasNotGivenIsNotPrinted() throws {
        let hints = CommandHints(try SourceOptions.parse([]), try CloudOptions.parse([]), try StateOptions.parse([]))
        #expect(hints == CommandHints() && hints.retry("orders") == "dbconverge retry orders")
    }

    @Test func aCheckupPrintsItsCommandsWithTheRepositoryAndTheJournal() async throws {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", "kind: [")
        try repository.commit("one")
        let state = try StateOptions.parse(["--state", "\(repository.directory)/the state"])
        let now = Date()
        let by = Operator(user: "ada", host: "build-7")
        try await state.writing().append([Intervention(.pause, of: "orders", by: by, at: now, reason: "audit")])
        let source = try SourceOptions.parse(["--repo", repository.path])
        let findings = await LocalCheckup(source: source, state: state).answer().findings
        let commands = try findings.compactMap(\.hint).flatMap { try ShellWords.commands(of: "dbconverge", in: $0) }
        #expect(
            commands == [
                ["dbconverge", "validate", "--repo", repository.path],
                ["dbconverge", "resume", "orders", "--state", "\(repository.directory)/the state"],
            ])
    }

    @Test(arguments: ["", "spec: x\n"]) func aFleetThatIsNotFoundSaysWhatToDo(_ other: String) async throws {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", other.isEmpty ? Self.manifest : other)
        try repository.commit("one")
        let source = try await Manifests.read(
            try SourceOptions.parse(["--repo", repository.path]), try OutputOptions.parse([]))
        let failure = try #require(
            #expect(throws: Failure.self) { try source.fleets(FleetChoice(names: ["users"])) })
        #expect(failure.message.contains("have errors") != other.isEmpty)
        #expect(failure.hint == (other.isEmpty ? "its fleets are orders" : failure.hint))
        #expect(failure.hint?.contains("--path") == !other.isEmpty)
    }

    static let manifest = """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: orders }
        spec:
          region: cn-north-4
          projectID: 054e292c9880d4992f02c0196d3ea468
          kernelVersion: 2.0.75.260400
          instances: [{ id: a4c123b1612dd272d1371c17149d4395in07 }]
        """

    /// A command in a literal would be printed without the options of its run.
    @Test func noMessageSpellsACommandByItself() throws {
        let files = try sourceFiles()
        #expect(files.count > 100)
        for (name, text) in files {
            for line in text.split(separator: "\n") {
                let code = line.drop(while: \.isWhitespace)
                if code.hasPrefix("//") { continue }
                #expect(code.firstMatch(of: /['`](dbconverge|git) [a-z]/) == nil, "\(name): \(line)")
            }
        }
    }
}
