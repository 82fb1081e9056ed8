import Fleet
import Forecast
import Foundation
import Planning
import TestSupport
import Testing

@testable import Journal
@testable import Manifest
@testable import Reconciler
@testable import Report

/// A JSON document of a command, and the schema that it follows.
struct SampleDocument: Encodable {
    /// The schema's file in `docs/schemas`.
    var schema: String
    /// What it is of, for a person who reads that it is not valid.
    var name: String
    /// The document.
    var text: String

    init(schema: String, name: String, text: String) { (self.schema, self.name, self.text) = (schema, name, text) }

    private init(_ command: String, _ name: String, _ document: some Encodable) {
        self.init(schema: "\(command).json", name: "\(command): \(name)", text: JSONText.render(document))
    }

    /// Documents of every shape that the program can answer with.
    static func all() async throws -> [SampleDocument] {
        var all: [SampleDocument] = []
        for (command, document) in try await SelectionTests.documents() {
            all.append(SampleDocument(command, "a selection", document))
        }
        all += try plans() + changes() + forecasts() + imports() + reports()
        all += try histories() + acknowledgements() + validations()
        return all + [
            SampleDocument(
                "doctor", "every verdict",
                DoctorDocument([
                    Finding(.repository, .ok, "main@0123456789ab"),
                    Finding(.endpoint, of: "cn-north-4", .failed, "could not list: 500", hint: "try again later"),
                ])),
            SampleDocument("error", "without a hint", ErrorDocument(message: "it is broken\nin two lines", hint: nil)),
            SampleDocument("error", "with a hint", ErrorDocument(message: "it is broken", hint: "mend it")),
        ]
    }

    private static func samples() throws -> [(String, Plan)] {
        var canceling = try SamplePlan.make()
        let id = try #require(InstanceID(String(format: "%032din07", 77)))
        canceling.fleets[0].cancellations = [
            PlannedCancellation(instance: id, name: "gone", job: "job-9", message: "it is declared no more"),
            PlannedCancellation(instance: id, name: nil, job: "job-9", message: "it is declared no more"),
        ]
        canceling.fleets[0].instances[3].action = .cancel(Reason(.revoked, "it is suspended"))
        var pausedAll = try SamplePlan.paused()
        pausedAll.fleets[0].paused?.fleet = nil
        pausedAll.fleets[0].paused?.until = nil
        pausedAll.fleets[0].nextRunAt = SamplePlan.start + 600
        pausedAll.fleets[0].instances[0].action = .wait(
            Reason(.outsideWindow, "no window is open", until: SamplePlan.start + 600))
        return [
            ("every line", try SamplePlan.make()), ("in sync", try SamplePlan.idle()),
            ("a spent budget", try SamplePlan.spentBudget()), ("a soak", try SamplePlan.soaking()),
            ("an empty wave", try SamplePlan.waveEmpty()), ("a pause", try SamplePlan.paused()),
            ("a pause of all fleets", pausedAll), ("cancellations", canceling),
            ("every reason", try SamplePlan.everyReason()), ("signatures", try SamplePlan.signed()),
            ("checks", try SamplePlan.checked()), ("checks of rare runs", try SamplePlan.rarelyChecked()),
            ("no fleet", Plan(revision: "main@0123", fleets: [])),
        ]
    }

    private static func plans() throws -> [SampleDocument] {
        let failures = [PlanReport.Failure(fleet: "payments", message: "401: refused")]
        let hostile = try HostileText.all.map { ("hostile text", try HostileTextTests.plan($0)) }
        return try (samples() + hostile).map { SampleDocument("plan", $0, PlanDocument(PlanReport($1))) }
            + samples().map {
                SampleDocument("plan", "\($0), unread", PlanDocument(PlanReport($1, failures: failures)))
            }
    }

    private static func changes() throws -> [SampleDocument] {
        let sample = try SampleChanges.make()
        let report = PlanReport(sample.plan)
        return [
            ("what changes", sample.changes()),
            ("what changed before the branch moved", sample.changes(SampleChanges.left)),
            ("nothing changes", PlanChanges(base: SampleChanges.base, [], in: sample.plan)),
            ("errors at the base", PlanChanges(base: SampleChanges.base, problem: "there are errors")),
            ("a base that cannot be read", PlanChanges(base: ComparedBase(ref: "main"), problem: "a link")),
        ].map { SampleDocument("plan", $0, PlanDocument(report, changes: $1)) }
    }

    private static func forecasts() throws -> [SampleDocument] {
        var unknown = SampleForecast.make()
        unknown.end = .unknown(why: "its rollout came to no end")
        let report = PlanReport(try SampleForecast.plan())
        return [
            ("what is forecast", PlanForecasts([SampleForecast.make()])),
            ("what is not known", PlanForecasts([unknown])),
            ("a time to come", SampleForecast.supposed),
        ].map { SampleDocument("plan", $0, PlanDocument(report, forecasts: $1)) }
    }

    private static func imports() throws -> [SampleDocument] {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let id = try #require(InstanceID(String(format: "%032din07", 1)))
        let live = LiveInstance(
            ObservedInstance(id: id, name: "primary", status: "normal", kernelVersion: "2.0.75.260400"))
        let location = Location(region: "cn-north-4", project: .id(project))
        let fleet = ImportedFleet(
            name: "orders", location: location, labels: [:], instances: [live], leftOut: [live])
        let empty = ImportedFleet(name: "carts", location: location, labels: [:], instances: [], leftOut: [live])
        return [
            SampleDocument(
                "import", "a file and none",
                ImportDocument([(fleet, "kind: Fleet", "orders.yaml"), (empty, "kind: Fleet", nil)]))
        ]
    }

    private static func reports() throws -> [SampleDocument] {
        let results: [RunResult] = [
            .converged, .waiting, .attention, .maxChanges, .revisionMoved(to: "main@0123"), .locked(message: "locked"),
            .timedOut, .interrupted, .failed(message: "could not list: 500"),
        ]
        return try samples().map { name, plan in
            let reports =
                results.map { FleetReport(fleet: "orders", result: $0) }
                + plan.fleets.flatMap { fleet in
                    results.map { FleetReport(fleet: fleet.fleet, result: $0, requests: 2, completed: 1, plan: fleet) }
                }
            return SampleDocument(
                "reconcile", name, ReportDocument(reports, revision: plan.revision, signatures: plan.signatures))
        }
    }

    private static func histories() throws -> [SampleDocument] {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let id = try #require(InstanceID(String(format: "%032din07", 1)))
        let (start, version) = (SamplePlan.start, KernelVersion(2, 0, 75, 260400))
        let stuck = UpgradeRecord(
            instance: id, from: version, target: version, declared: version, sentAt: start, presumedFailed: "stuck",
            presumedFailedMessage: "stuck: it has been running for longer than 2 h")
        let run = RunRecord(
            id: RunID(number: 1),
            start: RunStart(
                fleet: FleetKey(region: "cn-north-4", project: project, name: "orders"), revision: "main@0123",
                host: "build-7", pid: 1, startedAt: start, signatures: SampleSignatures.both),
            completion: RunCompletion(
                result: "converged", message: "in sync but for 1 suspended", requests: 0, completed: 0, endedAt: start),
            upgrades: [stuck],
            evaluations: [
                RunEvaluation(
                    Evaluation(
                        CheckID("error-rate", wave: "canary"), definition: "d", at: start,
                        CheckResult(.failed, value: "0.9", message: "0.9 is not < 0.5"))),
                RunEvaluation(
                    Evaluation(CheckID("orders", wave: nil), definition: "d", at: start, CheckResult(.passed)),
                    upstream: "orders-test"),
            ])
        let by = Operator(user: "ada", host: "build-7", job: "https://ci.example.com/jobs/7")
        let done = [
            Intervention(
                .pause, of: nil, by: by, at: start, reason: "a change", until: start + 60, cancelsScheduled: true),
            Intervention(.resume, of: "orders", by: Operator(user: "ada", host: "build-7"), at: start),
            Intervention(.retry, of: "orders", by: by, at: start, reason: "the disk was full", instances: [id]),
            Intervention(.retry, of: "orders", by: by, at: start, reason: "known", check: "error-rate"),
        ]
        return [
            SampleDocument("history", "nothing", HistoryDocument([])),
            SampleDocument("history", "a stuck upgrade", HistoryDocument([run], done)),
            SampleDocument("pause", "every kind", InterventionDocument(done)),
            SampleDocument("pause", "nothing", InterventionDocument([])),
        ]
    }

    private static func acknowledgements() throws -> [SampleDocument] {
        let tests = try AcknowledgementDocumentTests()
        let passed = PassedCheckDocument(
            fleet: "orders", check: "smoke",
            places: [CheckID("smoke", wave: "canary"), CheckID("smoke", wave: nil)])
        return tests.samples().map { SampleDocument("retry", $0, $1) } + [
            SampleDocument("retry-check", "a check", passed)
        ]
    }

    /// Of every manifest among the fixtures, those with mistakes included.
    private static func validations() throws -> [SampleDocument] {
        try ["good", "bad"].flatMap { folder in
            let names = try FileManager.default.contentsOfDirectory(
                atPath: testsFolder.appending(path: "Fixtures/manifests/\(folder)").path)
            return try names.filter { $0.hasSuffix(".yaml") }.map { name in
                let path = testsFolder.appending(path: "Fixtures/manifests/\(folder)/\(name)")
                let file = SourceFile(path: name, bytes: Array(try Data(contentsOf: path)))
                let loaded = ManifestLoader.load([file])
                return SampleDocument("validate", name, ValidationDocument(loaded, revision: "main@0123"))
            }
        }
    }
}
