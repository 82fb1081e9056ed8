import Fleet
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Planning
@testable import Reconciler
@testable import Report

/// The same input gives the same bytes in every format, whatever the order of files, pages and answers.
@Suite struct DeterminismTests {
    private static let fleets = 4
    private static let perFleet = 7

    private static func id(_ fleet: Int, _ instance: Int) -> String {
        String(format: "%030d%02din07", fleet, instance)
    }

    /// A file for each fleet, and one for their rollout.
    private static let files: [SourceFile] = {
        let rollout = """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: careful }
            spec:
              waves:
                - { name: canary, selector: { matchLabels: { tier: canary } }, soak: 1h }
                - { name: rest, maxUnavailable: 2 }
            """
        let declarations = (0..<fleets).map { fleet in
            let instances = (0..<perFleet).reversed().map { number in
                "    - { id: \(id(fleet, number))\(number == 3 ? ", labels: { tier: canary }" : "") }"
            }
            return """
                apiVersion: dbconverge/v1
                kind: Fleet
                metadata: { name: fleet-\(fleet) }
                spec:
                  region: cn-north-4
                  projectID: 054e292c9880d4992f02c0196d3ea468
                  kernelVersion: 2.0.75.260400
                  rollout: careful
                  instances:
                \(instances.joined(separator: "\n"))
                """
        }
        return ([rollout] + declarations).enumerated().map {
            SourceFile(path: "\($0.offset).yaml", bytes: Array($0.element.utf8))
        }
    }()

    /// All formats, of inputs in an order that `random` decides.
    private static func answers(_ random: inout SplitMix) throws -> [String] {
        let loaded = ManifestLoader.load(files.shuffled(using: &random))
        try #require(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let (old, new) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))
        var seen: [ObservedInstance] = []
        var offers: [(InstanceID, Offer)] = []
        var jobs: [UpgradeJob] = []
        // One fleet more than is declared: those of it are in none.
        for fleet in 0...fleets {
            for number in 0..<perFleet {
                let id = try #require(InstanceID(id(fleet, number)))
                let version = number == 0 ? new : old
                seen.append(
                    ObservedInstance(
                        id: id, name: "库-\(number % 3)", status: "normal", kernelVersion: version.description))
                offers.append((id, Offer(current: version, offered: number == 5 ? nil : new, readAt: SamplePlan.start)))
                if number == 4 { jobs.append(UpgradeJob(id: "job-\(fleet)", instance: id, phase: .running)) }
            }
        }
        let parts = loaded.fleets.map { fleet -> PlanReport.Part in
            let observation = Observation(
                startedAt: SamplePlan.start, instances: seen.shuffled(using: &random),
                inFlight: jobs.shuffled(using: &random))
            let known = Dictionary(uniqueKeysWithValues: offers.shuffled(using: &random))
            let situation = Situation(
                fleet: fleet, observation: observation, offers: OfferBook(known), now: SamplePlan.start)
            let draft = PlanDraft(situation)
            let plan = draft.plan(project: project)
            return .success((plan, PlanBasis(situation: situation, completedDurations: []), draft.saved(plan)))
        }
        let report = PlanReport(
            parts.shuffled(using: &random), revision: "main@0123",
            declared: Set(loaded.fleets.flatMap(\.instances).map(\.id)))
        let (plan, times) = (report.plan, TimeSpelling.sample)
        return [
            PlanText(.sample).render(plan), PlanText(Layout(times: times, isWide: true)).render(plan),
            JSONText.render(PlanDocument(report)), PlanMarkdown(times: times).render(plan),
            PlanHTML(times: times).render(plan), PlanJUnit(times: times).render(plan),
        ]
    }

    @Test func theSameInputGivesTheSameBytesInAnyOrder() throws {
        var random = SplitMix(seed: 12)
        let expected = try Self.answers(&random)
        #expect(expected[0].contains("fleet-3") && expected[0].contains("7 instances in no fleet"), "\(expected[0])")
        for _ in 0..<200 {
            let answers = try Self.answers(&random)
            #expect(answers == expected)
        }
    }
}
