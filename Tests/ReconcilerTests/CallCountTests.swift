import CloudModel
import Fleet
import Journal
import JournalSupport
import Planning
import Reconciler
import Simulator
import Testing

/// What a fleet of 10,000 costs in calls, which does not depend on how busy the machine is; `make bench` has the times.
@Suite(.serialized) struct CallCountTests {
    private static let size = 10_000
    private static let pages = 100
    /// Upgrades that end at once, and jobs that show at once.
    private static let immediate = SimulatedSettings(
        upgradeDuration: .zero ... .zero, jobVisibilityDelay: .zero)

    /// 9,950 needs as many pages as 10,000: the last one is not full, and is not followed by another call.
    @Test(arguments: [size, size - 50])
    func aRunThatFindsNothingToDoCostsOneListCallAHundredAndNothingElse(_ count: Int) async throws {
        let file = FleetFile(
            settings: Self.immediate,
            instances: try LocalCloud.instances(count, version: LocalCloud.declared, offers: [LocalCloud.beyond]))
        let (reports, audit) = try await LocalCloud.reconcile(file, [try LocalCloud.fleet(file.instances)])
        #expect(reports.map(\.result) == [.converged])
        #expect(audit.calls.filter { $0.value > 0 } == ["list": Self.pages])
    }

    /// They begin one after the other, which takes longer than an observation may be old.
    @Test func aThousandFleetsTakeTheCallsOfOne() async throws {
        let state = try TemporaryState()
        let file = FleetFile(
            settings: Self.immediate,
            instances: try LocalCloud.instances(Self.size, version: LocalCloud.declared, offers: [LocalCloud.beyond]))
        let fleets = try stride(from: 0, to: Self.size, by: 10).map { first in
            try LocalCloud.fleet(named: "fleet-\(first)", Array(file.instances[first..<first + 10]))
        }
        var settings = LocalCloud.settings()
        settings.pollInterval = .seconds(2)
        let (reports, audit) = try await LocalCloud.reconcile(
            file, fleets, settings: settings,
            state: JournalAccess(journal: try SQLiteJournal.open(in: state.directory)))
        #expect(reports.allSatisfy { $0.result == .converged } && reports.count == 1000)
        #expect(audit.calls.filter { $0.value > 0 } == ["list": Self.pages])
    }

    @Test func aThousandChangesCostAnOfferEachFullBatchesAndWholeObservations() async throws {
        let lagging = try LocalCloud.instances(Self.size).enumerated().map { index, instance in
            index.isMultiple(of: 10)
                ? instance
                : CloudInstance(
                    id: instance.id, name: instance.name, version: LocalCloud.declared, offers: [LocalCloud.beyond])
        }
        let file = FleetFile(settings: Self.immediate, instances: lagging)
        let (reports, audit) = try await LocalCloud.reconcile(file, [try LocalCloud.fleet(file.instances)])
        #expect(reports.map(\.result) == [.converged])
        #expect(reports.map(\.completed) == [1000])
        #expect(audit.count(of: .offer) == 1000, "one for each instance that changes, none for the others")
        #expect(audit.count(of: .upgrade) == 10, "batches are full")
        let lists = audit.count(of: .list)
        #expect(lists.isMultiple(of: Self.pages) && lists >= 2 * Self.pages, "whole observations, of 100 calls each")
        #expect(Set(audit.calls.filter { $0.value > 0 }.keys).isSubset(of: Self.kinds), "\(audit.calls)")
    }

    /// Every kind of call that such a run makes; pre-checks are off.
    private static let kinds: Set = ["list", "offer", "upgrade", "immediateJobs", "scheduledJobs"]
}
