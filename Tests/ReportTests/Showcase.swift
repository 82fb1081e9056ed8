import Fleet
import Foundation
import Manifest
import Testing

@testable import Planning

/// A plan as a company of two fleets might have it: what the picture in the README shows.
extension SamplePlan {
    static func showcase() throws -> Plan {
        var plan = try make()
        let declared = KernelVersion(2, 0, 75, 260400)
        var number = 200
        func instance(
            _ name: String, _ wave: String, from: String = "2.0.72.260100", _ action: Action, batch: Int? = nil
        ) throws -> PlannedInstance {
            number += 1
            return PlannedInstance(
                id: try #require(InstanceID(String(format: "%032din07", number))), name: name, wave: wave,
                current: from, declared: declared, offered: nil, action: action, batch: batch)
        }
        let opens = start + 2 * 86_400 + 9 * 3_600
        let shanghai = try #require(ZoneDatabase.rules(for: "Asia/Shanghai"))
        var orders = plan.fleets[0]
        (orders.fleet, orders.isKnown, orders.batches, orders.prechecks) = ("orders-prod", true, [], [])
        orders.waves = [
            PlannedWave(name: "canary", state: .open, instances: 3, inSync: 1, soakSeconds: 86_400),
            PlannedWave(name: "rest", state: .notReached, instances: 48, inSync: 3, soakSeconds: 0),
        ]
        orders.instances = [
            try instance("orders-primary", "canary", .upgrade(to: declared), batch: 1),
            try instance(
                "ledger", "canary", from: "2.0.51.240300",
                .hold(
                    Reason(
                        .undeclaredStop,
                        "offered 2.0.51.240305 on the way to 2.0.75.260400; add it to 'via' to allow the stop"))),
            try instance("orders-canary", "canary", from: declared.description, .none),
            try instance(
                "cart", "rest", from: "2.0.78.260700",
                .hold(Reason(.ahead, "ahead: an upgrade cannot be undone; declare 2.0.78.260700 to follow it"))),
            try instance("archive", "rest", .hold(Reason(.suspended, "the instance is suspended"))),
        ]
        for number in 1...45 {
            orders.instances.append(
                try instance(
                    number.isMultiple(of: 5) ? "订单-\(number)" : "orders-\(number)", "rest",
                    .wait(
                        Reason(
                            .waveNotReached,
                            "its turn comes after the wave 'canary' (2 of 3 to go); not requested before \(time: opens, in: shanghai)",
                            until: opens))))
        }
        for number in 1...3 {
            orders.instances.append(try instance("cache-\(number)", "rest", from: declared.description, .none))
        }
        orders.nextRunAt = opens
        var payments = plan.fleets[0]
        (payments.fleet, payments.region, payments.batches, payments.prechecks) = ("payments", "ap-southeast-1", [], [])
        payments.waves = [PlannedWave(name: "all", state: .open, instances: 6, inSync: 4, soakSeconds: 0)]
        payments.instances = try (1...6).map { number in
            try instance(
                "payments-\(number)", "all", from: number > 2 ? declared.description : "2.0.72.260100",
                number > 2 ? .none : .wait(Reason(.upgrading, "an upgrade is running (job 8f3a, \(number * 30)%)")))
        }
        plan.fleets = [orders, payments]
        return plan
    }
}
