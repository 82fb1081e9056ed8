import Benchmark
import Fleet
import Foundation
import Planning

/// The plan of a fleet from nothing, and the steps of a run, which cost what they change.
func planning() {
    for count in [1000, 10_000, 100_000] {
        let fleet = Sample.fleet(count)
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let inSync = Observation(startedAt: start, instances: Sample.observed(fleet))
        Benchmark("planning \(count) instances in sync from nothing") { _ in
            blackHole(Planner().actions(in: Situation(fleet: fleet, observation: inSync, now: start)))
        }
        Benchmark("\(count) instances: the two steps that upgrade one") { benchmark in
            var run = Run(fleet, outdated: count / 10, at: start)
            benchmark.startMeasurement()
            run.upgradeOne()
            benchmark.stopMeasurement()
        }
        Benchmark("\(count) instances: an observation that brings nothing new") { benchmark in
            var run = Run(fleet, outdated: 1, at: start)
            benchmark.startMeasurement()
            run.observe()
            benchmark.stopMeasurement()
        }
    }
}

/// A run that has requested the upgrade of one of the instances that are a version behind.
private struct Run {
    private var rollout: Rollout
    private var now: Date
    private var next: Effect?
    private let instances: ObservedInstances

    init(_ fleet: DesiredFleet, outdated: Int, at now: Date) {
        rollout = Rollout(fleet: fleet, settings: .init(skipsGracePeriod: true))
        (self.now, instances) = (now, ObservedInstances(Sample.observed(fleet, outdated: outdated)))
        next = rollout.step(.began, now: now).next
        observe()
        upgradeOne()
    }

    mutating func observe() {
        now += 1
        next = rollout.step(.observed(Observation(startedAt: now, instances: instances)), now: now).next
    }

    /// An offer is read, and its request accepted.
    mutating func upgradeOne() {
        now += 1
        guard case .readOffers(let ids)? = next, let id = ids.first, ids.count == 1 else {
            fatalError("no offer is read but \(String(describing: next))")
        }
        let offer = Offer(current: Sample.old, offered: Sample.declared, readAt: now)
        next = rollout.step(.offersRead([id: .read(offer)]), now: now).next
        guard case .submit(let request, _)? = next else {
            fatalError("no upgrade is requested but \(String(describing: next))")
        }
        next = rollout.step(.answered(request, .accepted), now: now).next
    }
}
