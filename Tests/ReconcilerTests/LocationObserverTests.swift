import CloudModel
import Fleet
import Foundation
import Planning
import Simulator
import Synchronization
import Testing

@testable import Reconciler

@Suite struct LocationObserverTests {
    /// A cloud whose lists end when they are told to.
    final class GatedCloud: ObservedCloud {
        let lists = Mutex(0)
        let jobs = Mutex(0)
        let gates: [(AsyncStream<Void>, AsyncStream<Void>.Continuation)] = (0..<2).map { _ in AsyncStream.makeStream() }
        let instance: ObservedInstance

        init(_ instance: ObservedInstance) { self.instance = instance }

        func instances() async throws -> [ObservedInstance] {
            let number = lists.withLock { count in
                count += 1
                return count - 1
            }
            for await _ in gates[number].0 {}
            return [instance]
        }

        func runningUpgrades() async throws -> [UpgradeJob] {
            jobs.withLock { $0 += 1 }
            return []
        }

        func delayedUpgrades() async throws -> [UpgradeJob] { [] }
        func failedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
        func completedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
    }

    /// A clock that only a test moves.
    final class StoppedClock: WallClock {
        private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

        var now: Date { time.withLock { $0 } }

        func skip(_ seconds: Double) { time.withLock { $0 += seconds } }

        func sleep(until date: Date) async throws {}
    }

    /// Jobs that another fleet read while our list was still being read say nothing about what our list shows.
    @Test func jobsAreReadAfterTheWholeListEvenWhenFleetsShareThem() async throws {
        let instances = try LocalCloud.instances(1)
        let cloud = GatedCloud(
            ObservedInstance(
                id: instances[0].id, name: "a", status: "normal", kernelVersion: LocalCloud.old.description))
        let fleet = try LocalCloud.fleet(instances)
        let clock = StoppedClock()
        let observer = LocationObserver(cloud: cloud, clock: clock)
        let begin = clock.now
        let first = Task { try await observer.observe(fleet, notBefore: begin, jobs: JobReading(always: true)) }
        while cloud.lists.withLock({ $0 }) < 1 { try await Task.sleep(for: .milliseconds(1)) }
        clock.skip(10)
        let second = Task { try await observer.observe(fleet, notBefore: begin + 5, jobs: JobReading(always: true)) }
        while cloud.lists.withLock({ $0 }) < 2 { try await Task.sleep(for: .milliseconds(1)) }
        cloud.gates[0].1.finish()
        _ = try await first.value
        #expect(cloud.jobs.withLock { $0 } == 1)
        clock.skip(10)
        cloud.gates[1].1.finish()
        _ = try await second.value
        #expect(cloud.jobs.withLock { $0 } == 2)
    }

    /// A cloud whose list lacks some of its instances.
    final class LaggingCloud: ObservedCloud {
        let listed: Mutex<[ObservedInstance]>
        let hidden: [ObservedInstance]
        let asked = Mutex<[InstanceID]>([])

        init(listed: [ObservedInstance], hidden: [ObservedInstance]) {
            self.listed = Mutex(listed)
            self.hidden = hidden
        }

        func instances() async throws -> [ObservedInstance] { listed.withLock { $0 } }

        func instances(_ ids: [InstanceID]) async throws -> [ObservedInstance] {
            asked.withLock { $0 += ids }
            return hidden.filter { ids.contains($0.id) }
        }

        func runningUpgrades() async throws -> [UpgradeJob] { [] }
        func delayedUpgrades() async throws -> [UpgradeJob] { [] }
        func failedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
        func completedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
    }

    /// One that the cloud does not have costs one call in a run; one that it has is read at each observation.
    @Test func whatTheListLacksIsAskedForByItsIDBeforeItIsMissing() async throws {
        let instances = try LocalCloud.instances(4)
        let seen = instances.map {
            ObservedInstance(id: $0.id, name: "a", status: "normal", kernelVersion: LocalCloud.old.description)
        }
        let cloud = LaggingCloud(listed: Array(seen[..<2]), hidden: [seen[2]])
        let fleet = try LocalCloud.fleet(instances)
        let clock = StoppedClock()
        let observer = LocationObserver(cloud: cloud, clock: clock)
        func observe() async throws -> Set<InstanceID> {
            clock.skip(10)
            let seen = try await observer.observe(fleet, notBefore: clock.now, jobs: JobReading())
            return Set(seen.instances.values.map(\.id))
        }
        for _ in 0..<3 { #expect(try await observe() == Set(instances[..<3].map(\.id))) }
        #expect(cloud.asked.withLock { $0.count { $0 == instances[3].id } } == 1)
        #expect(cloud.asked.withLock { $0.count { $0 == instances[2].id } } == 3)
        // A list that shows it has the last word, and when it is gone again it is requested anew.
        cloud.listed.withLock { $0 = seen }
        #expect(try await observe().count == 4)
        cloud.listed.withLock { $0 = Array(seen[..<3]) }
        #expect(try await observe().count == 3)
        #expect(cloud.asked.withLock { $0.count { $0 == instances[3].id } } == 2)
    }
}
