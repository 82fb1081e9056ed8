import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct RefusalModelTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: String
        let change: @Sendable (inout CloudInstance) -> Void
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "abnormal", code: "DBS.200019") { $0.status = "abnormal" },
        Case(name: "an unknown word", code: "DBS.200019") { $0.status = "rebooting" },
        Case(name: "frozen", code: "DBS.200316") { $0.status = "frozen" },
        Case(name: "full", code: "DBS.200316") { $0.status = "STORAGE FULL" },
        Case(name: "single node", code: "DBS.280449") { $0.nodes = 1 },
        Case(name: "nothing offered", code: "DBS.05000008") { $0.offers = [] },
        Case(name: "offered what runs", code: "DBS.05000008") { $0.offers = [v72] },
        Case(name: "another version", code: "DBS.280439") { $0.version = v69 },
    ]

    @Test(arguments: cases)
    func oneUnacceptableInstanceFailsTheWholeBatch(_ refused: Case) throws {
        var cloud = ModeledCloud(fleet(3) { refused.change(&$0.instances[1]) }, now: start)
        #expect {
            try cloud.upgrade([member(0), member(1), member(2)], delay: false, at: start)
        } throws: {
            let error = $0 as? SimulatedError
            return error?.code == refused.code && error?.status == 400
                && error?.message.contains(id(1).description) == true
        }
        cloud.advance(to: start + 1000)
        #expect(cloud[id(0)]?.version == v72)
        #expect(cloud.upgradeRequests[0].outcome == refused.code)
        #expect(cloud.upgradeRequests[0].members.allSatisfy { $0.job == nil })
        #expect(cloud.record(of: id(0))?.accepted == 0)
    }

    @Test(arguments: cases)
    func orElseTheOthersAreUpgradedAllTheSame(_ refused: Case) throws {
        var cloud = ModeledCloud(
            fleet(3) {
                refused.change(&$0.instances[1])
                $0.settings.batchRefusal = .partial
                $0.settings.refusalNamesInstance = false
            }, now: start)
        #expect {
            try cloud.upgrade([member(0), member(1), member(2)], delay: false, at: start)
        } throws: {
            let error = $0 as? SimulatedError
            return error?.code == refused.code && error?.message.contains(id(1).description) == false
        }
        let before = cloud[id(1)]?.version
        cloud.advance(to: start + 1000)
        #expect([0, 2].allSatisfy { cloud[id($0)]?.version == v75 })
        #expect(cloud[id(1)]?.version == before)
    }

    @Test func anUnknownInstanceIsRefused() {
        var cloud = ModeledCloud(fleet(), now: start)
        for unknown in [id(9).description, "nonsense"] {
            #expect {
                try cloud.upgrade(unknown, delay: false, at: start)
            } throws: {
                ($0 as? SimulatedError)?.code == "DBS.200010"
            }
        }
    }

    @Test func askingTwiceIsRefusedAndAViolation() throws {
        var cloud = ModeledCloud(fleet(2), now: start)
        try cloud.upgrade([member(0)], delay: false, at: start)
        try cloud.upgrade([member(1)], delay: true, at: start)
        for number in 0...1 {
            #expect(throws: SimulatedError.busy.naming(id(number).description)) {
                try cloud.upgrade(id(number).description, delay: false, at: start + 1)
            }
        }
        #expect(cloud.record(of: id(0))?.violations.map(\.kind) == [.askedWhileInFlight])
        #expect(cloud.record(of: id(1))?.violations.map(\.kind) == [.askedWhileScheduled])
        #expect(cloud.record(of: id(0))?.requests == 2)
        #expect(cloud.record(of: id(0))?.accepted == 1)
    }

    @Test func anInstanceNamedTwiceInOneCallIsRefusedAndAViolation() {
        var cloud = ModeledCloud(fleet(), now: start)
        #expect(throws: SimulatedError.self) { try cloud.upgrade([member(0), member(0)], delay: false, at: start) }
        #expect(cloud.record(of: id(0))?.violations.map(\.kind) == [.doubledInOneCall])
        #expect(cloud.record(of: id(0))?.accepted == 0)
    }

    @Test(arguments: [SimulatedSettings.BatchRefusal.whole, .partial])
    func moreThanAHundredAreRefused(_ refusal: SimulatedSettings.BatchRefusal) throws {
        var cloud = ModeledCloud(fleet(101) { $0.settings.batchRefusal = refusal }, now: start)
        #expect(throws: SimulatedError.self) {
            try cloud.upgrade((0...100).map { member($0) }, delay: false, at: start)
        }
        #expect(throws: SimulatedError.self) { try cloud.upgrade([], delay: false, at: start) }
        #expect(cloud.inFlight == 0)
        try cloud.upgrade((0..<100).map { member($0) }, delay: false, at: start)
        #expect(cloud.inFlight == 100)
        #expect(cloud.largestBatch == 101)
    }
}
