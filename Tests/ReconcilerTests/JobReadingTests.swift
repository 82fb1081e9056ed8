import CloudModel
import Fleet
import Foundation
import Planning
import Simulator
import Synchronization
import Testing

@testable import Reconciler

/// Which jobs an observation reads, and what it makes of them.
@Suite struct JobReadingTests {
    static let begin = LocationObserverTests.StoppedClock().now
    static let day = 24.0 * 60 * 60

    /// A cloud that has jobs, and remembers which it was requested, with the ages of what was wanted in days.
    final class JobCloud: ObservedCloud {
        let asked = Mutex<[String]>([])
        let instance: ObservedInstance
        let delayed: [UpgradeJob]

        init(_ instance: ObservedInstance, delayed: [UpgradeJob] = []) {
            (self.instance, self.delayed) = (instance, delayed)
        }

        private func ask(_ what: String, since: Date? = nil) {
            let age = since.map { " \(JobReadingTests.begin.timeIntervalSince($0) / JobReadingTests.day)" } ?? ""
            asked.withLock { $0.append(what + age) }
        }

        private func job(_ phase: UpgradeJob.Phase) -> UpgradeJob {
            UpgradeJob(id: "immediate-\(phase)", instance: instance.id, phase: phase)
        }

        func instances() async throws -> [ObservedInstance] { [instance] }

        func runningUpgrades() async throws -> [UpgradeJob] {
            ask("running")
            return [job(.running)]
        }

        func delayedUpgrades() async throws -> [UpgradeJob] {
            ask("delayed")
            return delayed
        }

        func failedUpgrades(since: Date) async throws -> [UpgradeJob] {
            ask("failed", since: since)
            return [job(.failed)]
        }

        func completedUpgrades(since: Date) async throws -> [UpgradeJob] {
            ask("completed", since: since)
            return [job(.completed)]
        }
    }

    static func fleet(isInSync: Bool = true) throws -> (DesiredFleet, ObservedInstance) {
        let instances = try LocalCloud.instances(1)
        let rollout = RolloutPolicy(waves: [.init(name: "first"), .init(name: "rest")])
        let version = isInSync ? LocalCloud.declared : LocalCloud.old
        return (
            try LocalCloud.fleet(instances, rollout: rollout),
            ObservedInstance(id: instances[0].id, name: "a", status: "normal", kernelVersion: version.description)
        )
    }

    @Test(arguments: [
        (JobReading(), true, []),
        (JobReading(), false, ["running", "delayed", "failed 30.0"]),
        (JobReading(always: true), true, ["running", "delayed", "failed 30.0"]),
        (JobReading(withCompleted: true), true, []),
        (JobReading(withCompleted: true), false, ["running", "delayed", "failed 30.0", "completed 30.0"]),
        (JobReading(always: true, withCompleted: true), true, ["running", "delayed", "failed 30.0", "completed 30.0"]),
    ])
    func anObservationReadsTheJobsThatItNeeds(
        _ jobs: JobReading, _ isInSync: Bool, _ asked: [String]
    ) async throws {
        let (fleet, instance) = try Self.fleet(isInSync: isInSync)
        let cloud = JobCloud(instance)
        let observer = LocationObserver(cloud: cloud, clock: LocationObserverTests.StoppedClock())
        let seen = try await observer.observe(fleet, notBefore: Self.begin, jobs: jobs)
        #expect(cloud.asked.withLock { $0 }.sorted() == asked.sorted())
        #expect(seen.inFlight.values.map(\.id) == (asked.isEmpty ? [] : ["immediate-running"]))
        #expect(seen.failed.values.joined().map(\.id) == (asked.isEmpty ? [] : ["immediate-failed"]))
        #expect(seen.completed.map(\.id) == (asked.count == 4 ? ["immediate-completed"] : []))
    }

    @Test func fleetsShareTheReadings() async throws {
        let (fleet, instance) = try Self.fleet()
        let cloud = JobCloud(instance)
        let observer = LocationObserver(cloud: cloud, clock: LocationObserverTests.StoppedClock())
        for completed in [false, true, false, true] {
            let jobs = JobReading(always: true, withCompleted: completed)
            _ = try await observer.observe(fleet, notBefore: Self.begin, jobs: jobs)
        }
        #expect(cloud.asked.withLock { $0 }.sorted() == ["completed 30.0", "delayed", "failed 30.0", "running"])
    }

    @Test func delayedUpgradesCountByWhatHasBecomeOfThem() async throws {
        let (fleet, instance) = try Self.fleet()
        let others = try LocalCloud.instances(9).map(\.id)
        func job(_ id: String, _ phase: UpgradeJob.Phase, _ index: Int, windowEnd: Double?) -> UpgradeJob {
            UpgradeJob(
                id: id, instance: others[index], phase: phase,
                created: windowEnd.map { Self.begin + $0 - 10 * Self.day },
                window: windowEnd.map { Self.begin + $0 - 3600..<Self.begin + $0 })
        }
        var undated = job("failed-undated", .failed, 1, windowEnd: nil)
        undated.created = nil
        let cloud = JobCloud(
            instance,
            delayed: [
                job("scheduled", .scheduled, 2, windowEnd: 3600), job("running", .running, 3, windowEnd: 60),
                job("failed-now", .failed, 4, windowEnd: 60), job("failed-earlier", .failed, 5, windowEnd: -Self.day),
                undated, job("completed-now", .completed, 6, windowEnd: 60),
                job("completed-earlier", .completed, 7, windowEnd: -Self.day),
                job("canceled", .canceled, 8, windowEnd: 60),
                job("failed-long-ago", .failed, 8, windowEnd: -31 * Self.day),
            ])
        let observer = LocationObserver(cloud: cloud, clock: LocationObserverTests.StoppedClock())
        let seen = try await observer.observe(
            fleet, notBefore: Self.begin, jobs: JobReading(always: true, withCompleted: true))
        #expect(Set(seen.inFlight.values.map(\.id)) == ["scheduled", "running", "immediate-running"])
        #expect(
            seen.failed.values.joined().map(\.id).sorted() == [
                "failed-earlier", "failed-now", "failed-undated", "immediate-failed",
            ])
        #expect(
            seen.completed.map(\.id).sorted() == ["completed-earlier", "completed-now", "immediate-completed"])
    }
}
