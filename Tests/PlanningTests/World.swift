import Fleet
import Foundation
import Planning
import Testing

/// Short ways to spell the values that the tests of planning are about.
enum World {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let project = ProjectID("054e292c9880d4992f02c0196d3ea468")

    static let old = KernelVersion(2, 0, 69, 251000)
    static let stop = KernelVersion(2, 0, 72, 260100)
    static let declared = KernelVersion(2, 0, 75, 260400)
    static let beyond = KernelVersion(2, 0, 78, 260700)

    static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    static func fleet(
        _ count: Int, rollout: RolloutPolicy = .builtIn, suspend: Bool = false,
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

    static func offer(_ offered: KernelVersion?, current: KernelVersion = old, at date: Date = start) -> Offer {
        Offer(current: current, offered: offered, readAt: date)
    }
}

/// A percentage of everything, so that slots are no part of what a test is about.
extension RolloutPolicy {
    static let allAtOnce = RolloutPolicy(waves: [Wave(name: "all", maxUnavailable: .percent(100))])
}
