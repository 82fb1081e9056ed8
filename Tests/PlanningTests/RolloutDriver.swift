import Fleet
import Foundation
import Planning
import Testing

/// Feeds events to a rollout and keeps what it wants done.
struct RolloutDriver {
    static let settings = Rollout.Settings(pollInterval: .seconds(30), settleTime: .seconds(300))

    var rollout: Rollout
    var now = World.start
    var effects: [Effect] = []

    init(_ fleet: DesiredFleet, settings: Rollout.Settings = RolloutDriver.settings) {
        rollout = Rollout(fleet: fleet, settings: settings)
        effects = rollout.step(.began, now: now)
    }

    mutating func feed(_ event: Event, after seconds: Double = 1) {
        now += seconds
        effects = rollout.step(event, now: now)
    }

    mutating func observe(
        _ instances: [ObservedInstance], running: [InstanceID] = [], failed: [UpgradeJob] = [],
        after seconds: Double = 30
    ) {
        let jobs = running.map { UpgradeJob(id: "job-\($0)", instance: $0, phase: .running) }
        now += seconds
        let seen = Observation(startedAt: now, instances: instances, inFlight: jobs, failed: failed)
        effects = rollout.step(.observed(seen), now: now)
    }

    mutating func offer(_ offered: KernelVersion?, current: KernelVersion = World.old) {
        guard let ids = reading else { return }
        let readings = ids.map { ($0, OfferReading.read(Offer(current: current, offered: offered, readAt: now))) }
        feed(.offersRead(Dictionary(uniqueKeysWithValues: readings)))
    }

    mutating func answer(_ answer: Answer) {
        guard let submission else { return }
        feed(.answered(submission, answer))
    }

    var reading: [InstanceID]? {
        for case .readOffers(let ids) in effects { return ids }
        return nil
    }
    var submission: UpgradeRequest? {
        for case .submit(let request) in effects { return request }
        return nil
    }
    var ending: Ending? {
        for case .finish(let ending) in effects { return ending }
        return nil
    }
    var nextLook: Date? {
        for case .look(let date, _) in effects { return date }
        return nil
    }
    func state(of number: Int) throws -> String? {
        let id = try World.id(number)
        return rollout.situation(now: now).flatMap { situation in
            Planner().actions(in: situation).first { $0.desired.id == id }?.action.summary
        }
    }
}
