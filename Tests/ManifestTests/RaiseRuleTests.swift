import Fleet
import Foundation
import Manifest
import Testing

@Suite struct RaiseRuleTests {
    private let declared = KernelVersion(2, 0, 72, 260100)
    private let stop = KernelVersion(2, 0, 51, 240305)
    private let newer = KernelVersion(2, 0, 75, 260400)

    private func standing(
        current: String = "2.0.72.260100", offered: KernelVersion?, limit: KernelVersion? = nil,
        isSuspended: Bool = false, isListed: Bool = true, problem: String? = nil
    ) throws -> RaiseStanding {
        let id = try #require(InstanceID(orders))
        let instance = DesiredInstance(id: id, version: declared, via: [stop])
        let observed = ObservedInstance(id: id, name: "orders", status: "normal", kernelVersion: current)
        let offer = Offer(current: KernelVersion(current), offered: offered, readAt: Date(timeIntervalSince1970: 0))
        return RaiseRule(limit: limit).standing(
            of: instance, isSuspended: isSuspended, observed: isListed ? observed : nil,
            offer: problem.map { .failure(.init($0)) } ?? .success(offer))
    }

    @Test func whatIsOfferedAboveTheDeclaredVersionIsTheTarget() throws {
        #expect(try standing(offered: newer) == .target(newer))
        #expect(try standing(offered: newer, limit: newer) == .target(newer))
        #expect(try standing(current: "2.0.48.1", offered: newer) == .target(newer))
    }

    @Test func anInstanceAheadIsDeclaredWhereItIs() throws {
        #expect(try standing(current: "2.0.75.260400", offered: nil) == .target(newer))
        #expect(try standing(current: "2.0.75.260400", offered: newer) == .target(newer))
    }

    @Test func anOfferAboveTheLimitIsNoTarget() throws {
        let limit = KernelVersion(2, 0, 74, 1)
        #expect(
            try standing(offered: newer, limit: limit)
                == .stays("it is offered 2.0.75.260400, above 2.0.74.1, the highest asked for"))
        #expect(
            try standing(offered: newer, limit: declared)
                == .stays("it is offered 2.0.75.260400, above 2.0.72.260100, the highest asked for", isNews: false))
    }

    @Test func whatIsInSyncOrOnItsWayStaysWithoutAWord() throws {
        #expect(
            try standing(offered: nil) == .stays("it runs 2.0.72.260100, and nothing newer is offered", isNews: false))
        #expect(
            try standing(current: "2.0.69.1", offered: declared)
                == .stays("it is offered what is declared, 2.0.72.260100", isNews: false))
    }

    @Test func aDeclaredStopOnTheWayFollowsTheOthers() throws {
        #expect(
            try standing(current: "2.0.48.1", offered: stop) == .follows("it is offered the stop 2.0.51.240305 first"))
        #expect(
            try standing(current: "2.0.48.1", offered: KernelVersion(2, 0, 50, 1))
                == .stays("it is offered 2.0.50.1, below what is declared"))
    }

    @Test func whatCannotBeReadStays() throws {
        #expect(try standing(offered: newer, isListed: false) == .stays("the cloud does not have it"))
        #expect(try standing(offered: newer, problem: "no") == .stays("its offer could not be read: no"))
        #expect(
            try standing(current: "?", offered: nil) == .stays("what it runs is no version, and nothing is offered"))
        #expect(
            try standing(current: "2.0.69.1", offered: nil)
                == .stays("it runs 2.0.69.1, below what is declared, and nothing is offered"))
        #expect(try standing(offered: newer, isSuspended: true) == .follows("it is suspended"))
    }
}
