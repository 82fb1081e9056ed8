import Fleet
import Foundation
import Planning
import Testing

/// Short ways to spell the values that the tests of planning are about.
enum Fixture {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let project = ProjectID("054e292c9880d4992f02c0196d3ea468")

    static let old = KernelVersion(2, 0, 69, 251000)
    static let stop = KernelVersion(2, 0, 72, 260100)
    static let declared = KernelVersion(2, 0, 75, 260400)
    static let beyond = KernelVersion(2, 0, 78, 260700)
    /// From here the next upgrade waits half-way for a confirmation in the console.
    static let inConfirmationRange = KernelVersion(2, 0, 51, 240305)

    static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    static func fleet(
        _ count: Int, rollout: RolloutPolicy = .upTo(1), suspend: Bool = false,
        change: (inout DesiredInstance) -> Void = { _ in }
    ) throws -> DesiredFleet {
        let instances = try (1...max(count, 1)).map { number in
            var instance = DesiredInstance(id: try id(number), version: declared)
            change(&instance)
            return instance
        }
        return DesiredFleet(
            name: "orders", location: Location(region: "cn-north-4", project: .id(try #require(project))),
            rollout: rollout, suspend: suspend, instances: count == 0 ? [] : instances)
    }

    static func observed(
        _ count: Int, current: KernelVersion = old, status: String = "normal", name: String? = nil
    ) throws -> [ObservedInstance] {
        try (1...count).map { number in
            ObservedInstance(
                id: try id(number), name: name ?? "orders-\(number)", status: status,
                kernelVersion: current.description)
        }
    }

    /// One instance of each version, numbered from 1.
    static func observed(_ versions: KernelVersion...) throws -> [ObservedInstance] {
        try versions.enumerated().map { index, version in
            ObservedInstance(
                id: try id(index + 1), name: "orders-\(index + 1)", status: "normal", kernelVersion: version.description
            )
        }
    }

    static func job(
        _ name: String, of number: Int = 1, _ phase: UpgradeJob.Phase, created: Date? = nil, ended: Date? = nil,
        window: Range<Date>? = nil
    ) throws -> UpgradeJob {
        UpgradeJob(
            id: name, instance: try id(number), phase: phase, created: created, ended: ended, window: window,
            failReason: phase == .failed ? "replica lag" : nil)
    }

    static func failure(
        at date: Date, from: KernelVersion = old, declared: KernelVersion = declared, job: String? = nil,
        isExternal: Bool = false
    ) -> UpgradeFailure {
        UpgradeFailure(
            sentAt: date, from: from, declared: declared, at: date, reason: Reason(.failed, "its upgrade failed"),
            job: job, isExternal: isExternal)
    }

    /// What is remembered of a fleet that was observed long ago.
    static var known: FleetState {
        var fleetState = FleetState()
        fleetState.apply(.seen(at: start - 86400 * 40, hasExternalActivity: false))
        return fleetState
    }

    static func offer(_ offered: KernelVersion?, current: KernelVersion = old, at date: Date = start) -> Offer {
        Offer(current: current, offered: offered, readAt: date)
    }
}

extension RolloutPolicy {
    /// A percentage of everything, so that slots are no part of what a test is about.
    static let allAtOnce = RolloutPolicy(waves: [Wave(name: "all", maxUnavailable: .percent(100))], precheck: .off)

    /// One wave in which so many may be unavailable, without pre-checks.
    static func upTo(
        _ count: Int, batchSize: Int = 100, failureBudget: Limit = .count(0), timing: Timing = .immediate,
        freezes: [Freeze] = [], maxChanges: Limit = .percent(100)
    ) -> RolloutPolicy {
        RolloutPolicy(
            waves: [Wave(name: "all", maxUnavailable: .count(count))], batchSize: batchSize, timing: timing,
            freezes: freezes, failureBudget: failureBudget, maxChanges: maxChanges, precheck: .off)
    }

    /// The instances that are labelled `tier: canary` alone and first, then the rest.
    static func canaryFirst(soak: Duration = .zero, of rest: Int = 2) -> RolloutPolicy {
        let canary = Selector([.init(key: "tier", .in(["canary"]))])
        return RolloutPolicy(
            waves: [
                Wave(name: "canary", selector: canary, maxUnavailable: .count(1), soak: soak),
                Wave(name: "rest", maxUnavailable: .count(rest)),
            ], precheck: .off)
    }
}
