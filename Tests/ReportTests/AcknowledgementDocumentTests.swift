import Client
import Fleet
import Foundation
import Journal
import Planning
import Reconciler
import Testing

@testable import Report

/// What `retry` says that it covers.
@Suite struct AcknowledgementDocumentTests {
    private static let inConfirmationRange = KernelVersion(2, 0, 51, 240306)
    private static let declared = KernelVersion(2, 0, 75, 260400)
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private let ids: [InstanceID]
    private let fleet: DesiredFleet

    init() throws {
        ids = try (1...3).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        fleet = DesiredFleet(
            name: "orders",
            location: Location(
                region: "cn-north-4", project: .id(try #require(ProjectID("054e292c9880d4992f02c0196d3ea468")))),
            rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]),
            instances: ids.enumerated().map { DesiredInstance(id: $1, name: "db-\($0)", version: Self.declared) })
    }

    private func failed(_ id: InstanceID, job: String) -> UpgradeFailure {
        UpgradeFailure(
            sentAt: Self.start, from: Self.inConfirmationRange, declared: Self.declared, at: Self.start,
            reason: Reason(.failed, "its upgrade failed (job \(job))"), job: job)
    }

    private func acknowledged(
        _ fleetState: FleetState = FleetState(), about chosen: [InstanceID]? = nil,
        versions: [InstanceID: KernelVersion] = [:],
        jobs: [UpgradeJob] = []
    ) -> AcknowledgementDocument {
        let covered = Set(chosen ?? ids)
        let seen = AcknowledgedWork(
            word: Acknowledgement(
                at: Self.start, versions: versions.filter { covered.contains($0.key) }, jobs: Set(jobs.map(\.id))),
            names: [:], failed: jobs.filter { covered.contains($0.instance) })
        return AcknowledgementDocument(fleet, fleetState, about: chosen.map(Set.init), seen, isKnown: true)
    }

    @Test func anInstanceOfTheConfirmationRangeIsNamed() {
        let answer = acknowledged(
            about: [ids[0]], versions: [ids[0]: Self.inConfirmationRange, ids[1]: Self.inConfirmationRange])
        #expect(answer.confirmed.map(\.instance) == [ids[0]])
        #expect(answer.intentions.count == 1)
        #expect(
            answer.intentions[0].contains(
                "acknowledging db-0 (\(ids[0])): the console was looked into at 2.0.51.240306"))
        #expect(answer.sentence == "orders: acknowledged: db-0 (\(ids[0]))")
    }

    @Test func anInstanceOfWhichThereIsNothingIsSaidToHaveNothing() {
        var fleetState = FleetState()
        fleetState.failures[ids[2]] = [failed(ids[2], job: "j")]
        let answer = acknowledged(fleetState, about: [ids[0]], versions: [ids[0]: Self.declared])
        #expect(answer.nothing == [ids[0]] && answer.failures.isEmpty)
        #expect(answer.intentions == ["orders: nothing to acknowledge of db-0 (\(ids[0]))"])
        #expect(
            answer.sentence == "orders: there is nothing to acknowledge of db-0 (\(ids[0])); others are not covered")
        #expect(answer.covered.isEmpty)
    }

    @Test func ofSeveralThatAreNamedEachIsToldWhetherItIsCovered() {
        var fleetState = FleetState()
        for id in ids[1...] { fleetState.failures[id] = [failed(id, job: "j")] }
        let answer = acknowledged(fleetState, about: Array(ids[..<2]))
        #expect(answer.covered == [ids[1]])
        #expect(
            answer.sentence
                == "orders: acknowledged: db-1 (\(ids[1])); there is nothing to acknowledge of db-0 (\(ids[0])); others are not covered"
        )
    }

    @Test func ofAFleetWithoutFailuresThereIsNothing() {
        #expect(acknowledged().sentence == "orders: there is nothing to acknowledge")
    }

    @Test func failedJobsThatOnlyTheCloudKnowsAreNamedOnce() {
        var fleetState = FleetState()
        fleetState.failures[ids[2]] = [failed(ids[2], job: "known")]
        fleetState.acknowledgedJobs = ["old"]
        let jobs = zip(["known", "old", "new"], [2, 1, 0]).map { job, index in
            UpgradeJob(id: job, instance: ids[index], phase: .failed, failReason: "disk")
        }
        let answer = acknowledged(fleetState, jobs: jobs)
        #expect(answer.failures == [ids[0], ids[2]])
        #expect(
            answer.intentions == [
                "orders: acknowledging db-0 (\(ids[0])): its upgrade failed (job new): disk",
                "orders: acknowledging db-2 (\(ids[2])): its upgrade failed (job known)",
            ])
        #expect(answer.sentence == "orders: acknowledged: db-0 (\(ids[0])), db-2 (\(ids[2]))")
    }

    /// Answers of every shape, for the tests of their schema.
    func samples() -> [(String, AcknowledgementDocument)] {
        var fleetState = FleetState()
        fleetState.failures[ids[1]] = [failed(ids[1], job: "j")]
        fleetState.offTarget[ids[2]] = OffTargetUpgrade(
            sentAt: Self.start, declared: Self.declared, reached: KernelVersion(2, 0, 78, 260700), at: Self.start)
        fleetState.untraced[ids[2]] = UntracedRequest(
            sentAt: Self.start, from: Self.inConfirmationRange, declared: Self.declared)
        return [
            ("nothing", acknowledged(about: [ids[0]])),
            ("every cause", acknowledged(fleetState, versions: [ids[0]: Self.inConfirmationRange])),
        ]
    }
}
