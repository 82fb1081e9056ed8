import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct FaultPlanTests {
    private func fates(_ plan: FaultPlan, _ calls: [(CloudCall, String)]) -> [TransportFault?] {
        var plan = plan
        return calls.map { plan.fate(of: $0.0, subject: $0.1, at: start)?.fault }
    }

    @Test func theSharesAreThoseThatWereAskedFor() throws {
        let plan = FaultPlan(try Faults(["drop-after=5%", "503=10%", "slow=50%@acts"]), seed: 1, since: start)
        let fates = fates(plan, (0..<4000).map { (.list, "page \($0)") })
        #expect((140...260).contains(fates.count { $0 == .dropAfter }))
        #expect((320...480).contains(fates.count { $0 == .unavailable }))
        #expect(!fates.contains(.slow))
        #expect(self.fates(plan, (0..<100).map { (.login, "\($0)") }).allSatisfy { $0 == nil })
    }

    @Test func aSeedReplaysAndAnotherDoesNot() throws {
        let calls = (0..<300).map { (CloudCall.list, "page \($0 % 20)") }
        let faults = try Faults(["drop-after=20%", "502=20%"])
        let first = fates(FaultPlan(faults, seed: 1, since: start), calls)
        #expect(fates(FaultPlan(faults, seed: 1, since: start), calls) == first)
        #expect(fates(FaultPlan(faults, seed: 2, since: start), calls) != first)
        #expect(Set(first.prefix(20)).count > 1)
    }

    @Test func aCallsFateDoesNotDependOnTheOrderOfOtherCalls() throws {
        let faults = try Faults(["drop-after=50%"])
        let pages = (0..<40).map { (CloudCall.list, "page \($0)") }
        let there = fates(FaultPlan(faults, seed: 1, since: start), pages + pages)
        let back = fates(FaultPlan(faults, seed: 1, since: start), pages.reversed() + pages.reversed())
        #expect(there[..<40] == ArraySlice(back[..<40].reversed()))
        #expect(there[40...] == ArraySlice(back[40...].reversed()))
        #expect(there[..<40] != there[40...])
    }

    @Test func faultsBeginAndEnd() throws {
        var plan = FaultPlan(try Faults(["503=100%", "from=2s", "until=5s"]), seed: 1, since: start)
        let times = [0, 1.9, 2, 4.9, 5, 100]
        let fates = times.map { plan.fate(of: .list, subject: "", at: start + $0) }
        #expect(fates.map { $0 != nil } == [false, false, true, true, false, false])
    }

    @Test func aFixedWindowBeginsAnewWhenItIsOver() {
        var limiter = RateLimiter(SimulatedRateLimit(calls: 3, window: .seconds(10)), sliding: false)
        let times = [0, 1, 9, 9.5, 9.9, 10, 11, 12, 13]
        let answers = times.map { limiter.admit(at: start + $0) }
        #expect(answers == [nil, nil, nil, start + 10, start + 10, nil, nil, nil, start + 20])
    }

    @Test func aSlidingWindowNeverHoldsMoreThanItsLimit() {
        var limiter = RateLimiter(SimulatedRateLimit(calls: 3, window: .seconds(10)), sliding: true)
        let times = [0, 1, 9, 9.5, 10, 10.5, 11, 18, 19]
        let answers = times.map { limiter.admit(at: start + $0) }
        #expect(answers == [nil, nil, nil, start + 10, nil, start + 11, nil, start + 19, nil])
    }

    @Test(arguments: [
        ("200/5m", "limit:200,time:5 minute"), ("100/1s", "limit:100,time:1 second"),
        ("7/90s", "limit:7,time:90 second"), ("9/2h", "limit:9,time:2 hour"),
        ("5/500ms", "limit:5,time:500 millisecond"),
    ])
    func theThrottleTellsItsLimit(_ limit: String, _ words: String) throws {
        let plan = FaultPlan(try Faults(["rate-limit=" + limit]), seed: 1, since: start)
        #expect(plan.throttled.message.hasSuffix("policy user over ratelimit," + words))
        #expect(plan.throttled.code == "APIGW.0308")
        #expect(plan.throttled.status == 429)
    }

    @Test func wrongTypesAreJSONWithOtherValues() throws {
        let right = #"{"instances":[{"id":"a,\"}","port":3306,"ok":true}],"total_count":1,"none":null}"#
        func wrong(_ depth: Int) throws -> String {
            let bytes = MalformedBody.wrongTypes(Array(right.utf8), depth: depth)
            _ = try JSONSerialization.jsonObject(with: Data(bytes))
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(try wrong(1) == #"{"instances":"none","total_count":"many","none":{}}"#)
        #expect(try wrong(2) == #"{"instances":[[7]],"total_count":"many","none":{}}"#)
        #expect(
            try wrong(3)
                == #"{"instances":[{"id":7.5,"port":"many","ok":{}}],"total_count":"many","none":{}}"#)
    }

    @Test(arguments: [
        TransportFault.truncated, .html, .notUTF8, .empty, .nested,
    ])
    func aMalformedBodyIsNotJSON(_ fault: TransportFault) throws {
        let right = Array(#"{"instances":[],"total_count":0}"#.utf8)
        for number in 0..<50 as Range<UInt64> {
            let fate = FaultPlan.Fate(fault: fault, number: number)
            let body = try #require(MalformedBody.body(for: fate, in: right, status: 200))
            #expect(body.bytes != right)
            if fault == .notUTF8 {
                #expect(String(validating: body.bytes, as: UTF8.self) == nil)
            } else {
                #expect(throws: (any Error).self) { try JSONSerialization.jsonObject(with: Data(body.bytes)) }
            }
        }
    }
}
