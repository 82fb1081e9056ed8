import Fleet
import Foundation
import Planning

@testable import Simulator

/// Runs of the tool against a cloud, both as values, in virtual time; looks for what must never happen.
struct Simulation {
    /// What must never have happened.
    struct Violation: Error, CustomStringConvertible {
        var seed: UInt64
        var rule: String
        var detail: String
        var description: String { "seed \(seed): \(rule): \(detail)" }
    }

    var scenario: Scenario
    var model: CloudModel
    var now = Scenario.start
    let planner: Planner
    /// What the list showed, so that it can lag.
    private var shown: [(time: Date, instances: [CloudInstance])] = []
    /// The last reading of each offer, as the tool was given it.
    private var readings: [InstanceID: Offer] = [:]
    /// Instances that the tool asked for and that are not at rest yet, whatever the tool knows.
    private var alive: [InstanceID: (request: Int, from: KernelVersion)] = [:]
    private(set) var steps = 0

    init(_ scenario: Scenario, guards: [Guard] = Guard.all) {
        self.scenario = scenario
        model = CloudModel(scenario.cloud, now: Scenario.start)
        planner = Planner(guards: guards)
    }

    /// Runs with misfortunes, then without, until nothing moves; throws the first violation.
    mutating func play() throws -> Ending {
        for _ in 0..<4 {
            _ = try run(crashes: true)
            // Without a journal, what was asked for must have had the time to show before the next run.
            now += 600
        }
        scenario.faults = Scenario.Faults()
        model.settings.failureRate = 0
        model.advance(to: now + 7200)
        now += 7200
        var ending = Ending.held
        for _ in 0..<4 where ending != .converged {
            now += 3600
            ending = try run(crashes: false) ?? .interrupted
        }
        try checkConvergence(ending)
        return ending
    }

    /// One run of the tool; nil when it was killed.
    private mutating func run(crashes: Bool) throws -> Ending? {
        var settings = Rollout.Settings(pollInterval: .seconds(60), settleTime: scenario.settleTime)
        settings.deadline = now + 3600
        var rollout = Rollout(fleet: scenario.desired, settings: settings, planner: planner)
        var effects = rollout.step(.began, now: now)
        let last = steps + 3000
        while true {
            steps += 1
            if steps > last { throw violation("every run ends", "3,000 steps and no end") }
            guard let effect = effects.first(where: { if case .tell = $0 { false } else { true } }) else {
                throw violation("every run ends", "nothing left to do and no end")
            }
            if crashes, happens(scenario.faults.crash) {
                if case .submit(let request) = effect { _ = try perform(request) }
                return nil
            }
            switch effect {
            case .finish(let ending): return ending
            case .look(let date, let withJobs):
                now = max(now, date) + 1
                try change()
                effects = rollout.step(look(withJobs), now: now)
            case .readOffers(let ids):
                now += 1
                effects = rollout.step(.offersRead(read(ids)), now: now)
            case .submit(let request):
                let answer = try perform(request)
                now += 1
                effects = rollout.step(.answered(request, answer), now: now)
            case .tell: break
            }
        }
    }

    // MARK: What the cloud does

    /// Misfortunes between two looks.
    private mutating func change() throws {
        model.advance(to: now)
        for id in alive.keys where isAtRest(id) { alive[id] = nil }
        for index in scenario.cloud.instances.indices {
            let id = scenario.cloud.instances[index].id
            guard let instance = model[id], isAtRest(id) else { continue }
            if happens(scenario.faults.vendorUpgrade) {
                _ = try? model.upgrade(id.description, delay: false, at: now)
            } else if happens(scenario.faults.movingOffer), !instance.offers.isEmpty {
                let newer = Scenario.chain.filter { $0 > instance.version }
                try? model.setOffers(
                    of: id.description, to: newer.suffix(Int.random(in: 0...2, using: &scenario.random)), at: now)
            }
            if happens(scenario.faults.changingStatus) {
                let word = Scenario.statuses.randomElement(using: &scenario.random) ?? "normal"
                try? model.setStatus(of: id.description, to: word, at: now)
            }
        }
    }

    private mutating func look(_ withJobs: Bool) -> Event {
        shown.append((now, model.instances))
        if happens(scenario.faults.failingLook) { return .lookFailed(message: "unreachable", isFinal: false) }
        let lagging = shown.last { $0.time <= now - scenario.faults.listLag }?.instances ?? shown[0].instances
        let instances = lagging.map {
            ObservedInstance(id: $0.id, name: $0.name, status: $0.status, kernelVersion: $0.version.description)
        }
        let seen = Observation(startedAt: now, instances: instances)
        guard withJobs || Observation.isOutOfSync(scenario.desired, in: seen.instances) else { return .observed(seen) }
        let jobs = model.jobs(scheduled: false, JobFilter()).map { task in
            let phase: UpgradeJob.Phase =
                switch task.phase {
                case .completed: .completed
                case .failed, .canceled: .failed
                default: .running
                }
            return UpgradeJob(
                id: task.id, instance: model.instances[task.instance].id, phase: phase, created: task.created)
        }
        return .observed(
            Observation(
                startedAt: now, instances: instances, inFlight: jobs.filter { $0.phase == .running },
                failed: jobs.filter { $0.phase == .failed }))
    }

    private mutating func read(_ ids: [InstanceID]) -> [InstanceID: OfferReading] {
        var result: [InstanceID: OfferReading] = [:]
        for id in ids {
            if happens(scenario.faults.failingOffer) {
                result[id] = .failed(message: "500", mayPass: true)
            } else if let instance = try? model.askOffer(of: id.description, at: now) {
                let offer = Offer(current: instance.version, offered: instance.offered, readAt: now)
                readings[id] = offer
                result[id] = .read(offer)
            }
        }
        return result
    }

    private mutating func perform(_ request: UpgradeRequest) throws -> Planning.Answer {
        try check(request)
        if happens(scenario.faults.lostBefore) { return .unknown(message: "reset") }
        let members = request.instances.map {
            UpgradeMember(instanceID: $0.description, currentVersion: request.from.description)
        }
        let free = request.instances.filter(isAtRest)
        defer { for id in free where !isAtRest(id) { alive[id] = (model.upgradeRequests.count, request.from) } }
        do {
            try model.upgrade(members, delay: request.delay, at: now)
        } catch {
            return .refused(message: error.code, isBusy: error.code == "DBS.200011")
        }
        return happens(scenario.faults.lostAfter) ? .unknown(message: "reset") : .accepted
    }

    private mutating func happens(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &scenario.random) < probability
    }

    private func isAtRest(_ id: InstanceID) -> Bool {
        model.indices[id].map { model.states[$0].task == nil } ?? true
    }

    // MARK: What must never happen

    private func violation(_ rule: String, _ detail: String) -> Violation {
        Violation(seed: scenario.seed, rule: rule, detail: detail)
    }

    /// Checked against the truth, at every upgrade request that leaves the tool.
    private mutating func check(_ request: UpgradeRequest) throws {
        model.advance(to: now)
        for id in alive.keys where isAtRest(id) { alive[id] = nil }
        let size = request.instances.count
        guard (1...min(100, scenario.desired.rollout.batchSize)).contains(size) else {
            throw violation("batches keep to their size", "\(size)")
        }
        for id in request.instances {
            guard let desired = scenario.desired.instances.first(where: { $0.id == id }) else {
                throw violation("only what is declared", "\(id) is in no fleet")
            }
            guard let reading = readings[id], now.timeIntervalSince(reading.readAt) < 60 else {
                throw violation("the offer was read just before", "\(id)")
            }
            guard let offered = reading.offered, offered == desired.version || desired.via.contains(offered) else {
                throw violation(
                    "nothing beyond or beside the declared", "\(id) to \(String(describing: reading.offered))")
            }
            guard reading.current == request.from, offered > request.from, request.from < desired.version else {
                throw violation("only upward, from what runs", "\(id) from \(request.from) to \(offered)")
            }
            guard alive[id] == nil else { throw violation("nothing is asked for twice", "\(id)") }
            guard !desired.suspend else { throw violation("what is suspended is left alone", "\(id)") }
            guard !request.from.needsConsoleConfirmation else {
                throw violation("nothing in the band that needs the console", "\(id)")
            }
            let status = shown.last { $0.time <= now - scenario.faults.listLag }?.instances.first { $0.id == id }?
                .status
            guard status.map({ InstanceStatus($0).fitness == .healthy }) ?? true else {
                throw violation("only what is healthy", "\(id) is \(status ?? "")")
            }
        }
        try checkWaves(request)
    }

    /// Nothing of a wave before the earlier ones are done, and never more of it than may be unavailable.
    private func checkWaves(_ request: UpgradeRequest) throws {
        let rollout = scenario.desired.rollout
        let members = Dictionary(grouping: scenario.desired.instances) { rollout.waveIndex(of: $0) ?? -1 }
        for (place, wave) in rollout.waves.enumerated() {
            let all = members[place] ?? []
            let asked = all.count { request.instances.contains($0.id) }
            guard asked > 0 else { continue }
            let limit = wave.maxUnavailable.of(all.count)
            let busy = all.count { alive[$0.id] != nil }
            guard busy + asked <= limit else {
                throw violation("never more than maxUnavailable", "\(busy) + \(asked) > \(limit) in '\(wave.name)'")
            }
            let earlier = (0..<place).flatMap { members[$0] ?? [] }
            if let one = earlier.first(where: {
                !$0.suspend && (model[$0.id].map(\.version) ?? $0.version) < $0.version
            }) {
                throw violation("waves in their order", "'\(wave.name)' while \(one.id) has not got there")
            }
            if let one = earlier.first(where: { alive[$0.id] != nil }) {
                throw violation("waves in their order", "'\(wave.name)' while \(one.id) is not at rest")
            }
        }
    }

    /// With no more misfortunes, whatever can get there is there.
    private func checkConvergence(_ ending: Ending) throws {
        let rollout = scenario.desired.rollout
        for (place, wave) in rollout.waves.enumerated() {
            let counted = scenario.desired.instances.filter { desired in
                rollout.waveIndex(of: desired) == place && !desired.suspend
                    && (model[desired.id].map { $0.version <= desired.version } ?? true)
            }
            let unavailable = counted.count { desired in
                !isAtRest(desired.id)
                    || model[desired.id].map { InstanceStatus($0.status).fitness != .healthy } ?? false
            }
            let left = counted.filter { model[$0.id]?.version != $0.version }
            if left.isEmpty, unavailable == 0 { continue }
            let reachable = left.filter { desired in
                guard let instance = model[desired.id], let offered = instance.offered else { return false }
                return InstanceStatus(instance.status).fitness == .healthy && isAtRest(desired.id)
                    && !instance.version.needsConsoleConfirmation
                    && (offered == desired.version || desired.via.contains(offered))
            }
            if !reachable.isEmpty, unavailable < wave.maxUnavailable.of(counted.count) {
                throw violation("what can get there gets there", "\(reachable.map(\.id)) ended as \(ending)")
            }
            break
        }
        let atRest = scenario.desired.instances.allSatisfy { $0.suspend || model[$0.id]?.version == $0.version }
        if ending == .converged, !atRest { throw violation("converged means converged", "\(ending)") }
    }
}
