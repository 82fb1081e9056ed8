import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct FaultServiceTests {
    private let list = "/v3.1/\(FleetFile.defaultProjectID)/instances"

    private func caller(_ faults: [String], _ count: Int = 1) throws -> Caller {
        let caller = try Caller(fleet(count))
        caller.server.setFaults(try Faults(faults))
        return caller
    }

    private func get(_ caller: Caller, _ target: String? = nil, token: String? = nil) -> SimulatedResponse {
        caller.server.respond(
            to: SimulatedRequest(
                method: "GET", target: target ?? list, headers: ["X-Auth-Token": token ?? caller.token], body: []))
    }

    private func upgrade(_ caller: Caller, _ number: Int = 0) -> SimulatedResponse {
        let body = """
            {"databases_instance_infos": [{"instance_id": "\(id(number))", "current_version": "\(v72)"}], "delay": false}
            """
        return caller.server.respond(
            to: SimulatedRequest(
                method: "POST", target: "/v3/\(FleetFile.defaultProjectID)/instances/database-version/upgrade",
                headers: ["X-Auth-Token": caller.token], body: Array(body.utf8)))
    }

    private func control(_ caller: Caller, _ body: String) -> Int {
        caller.server.respond(
            to: SimulatedRequest(method: "POST", target: "/_control", headers: [:], body: Array(body.utf8))
        ).status
    }

    @Test(arguments: TransportFault.allCases)
    func aFaultActsOrNotAndTheAuditTellsBoth(_ fault: TransportFault) throws {
        let caller = try caller(["\(fault.rawValue)=100%@upgrade"])
        let answer = upgrade(caller)
        let audit = caller.server.audit()
        #expect(audit.instances[0].accepted == (fault.isBeforeActing ? 0 : 1))
        #expect(audit.count(of: .upgrade) == 1)
        #expect(audit.faults == [fault.rawValue: 1])
        #expect(caller.server.calls().last?.fault == fault.rawValue)
        #expect(caller.server.calls().last?.status == answer.statusSeen)
        #expect(answer.delivery != .whole || answer.status != 200 || answer.body != Array(#"{"resp":"success"}"#.utf8))
        #expect(get(caller).status == 200)
        #expect(get(caller).delivery == .whole)
    }

    @Test(arguments: [502, 503, 504]) func aGatewaySendsAPage(_ status: Int) throws {
        for after in ["", "-after"] {
            let answer = get(try caller(["\(status)\(after)=100%"]))
            #expect(answer.status == status)
            #expect(answer.headers.first?.value == "text/html")
            #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("<html>"))
        }
    }

    @Test(arguments: [
        (TransportFault.dropBefore, SimulatedResponse.Delivery.dropped), (.dropAfter, .dropped), (.hang, .never),
        (.slow, .slow(.seconds(3))), (.endless, .endless), (.huge, .padded(to: SimulatedResponse.hugeBody)),
    ])
    func aFaultOfTheConnectionLeavesTheAnswerAsItIs(_ fault: TransportFault, _ delivery: SimulatedResponse.Delivery)
        throws
    {
        #expect(get(try caller(["\(fault.rawValue)=100%", "slow-time=3s"])).delivery == delivery)
    }

    @Test func anAnswerIsCutInItsMiddle() throws {
        let answer = get(try caller(["drop-middle=100%"]))
        guard case .cut(let count) = answer.delivery else {
            Issue.record("it is not cut")
            return
        }
        #expect((1..<answer.body.count).contains(count))
        #expect(answer.announcedLength == answer.body.count)
    }

    @Test(
        arguments: [
            ("none", nil), ("seconds", "8"), ("date", "Tue, 24 Nov 2026 12:00:10 GMT"),
        ] as [(String, String?)])
    func theThrottleSaysWhenThereIsRoomAgain(_ how: String, _ expected: String?) throws {
        let caller = try caller(["rate-limit=2/10s", "retry-after=\(how)"])
        #expect(get(caller).status == 200)
        caller.clock.pass(2.5)
        #expect(upgrade(caller).status == 200)
        let answer = get(caller)
        #expect(answer.status == 429)
        #expect(answer.headers.first { $0.name == "Retry-After" }?.value == expected)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("APIGW.0308") && text.contains("policy user over ratelimit,limit:2,time:10 second"))
        caller.clock.pass(7.5)
        #expect(get(caller).status == 200)
        let audit = caller.server.audit()
        #expect(audit.throttled == [start + 2.5])
        #expect(audit.firstCall == start)
    }

    @Test func aThrottledRequestDoesNothingAndIAMIsNotThrottled() throws {
        let caller = try caller(["rate-limit=1/10s"])
        #expect(get(caller).status == 200)
        #expect(upgrade(caller).status == 429)
        #expect(caller.server.audit().upgrades.isEmpty)
        #expect(caller.server.respond(to: Caller.login()).status == 201)
        #expect(get(caller, "/v3/projects").status == 200)
    }

    @Test func theThrottleGoesByTheCallersClockHoweverFastTheCloudIs() throws {
        let clock = ManualClock()
        let server = SimulatorServer(
            fleet { $0.faults = (try? Faults(["rate-limit=1/10s"])) ?? .none }, speed: 3600, clock: { clock.now })
        let token = try #require(
            server.respond(to: Caller.login()).headers.first { $0.name == "X-Subject-Token" }?.value)
        func status() -> Int {
            server.respond(
                to: SimulatedRequest(method: "GET", target: list, headers: ["X-Auth-Token": token], body: [])
            ).status
        }
        #expect(status() == 200)
        clock.pass(5)
        #expect(status() == 429)
        clock.pass(5)
        #expect(status() == 200)
    }

    @Test func aChanceThrottleTellsNoLimit() throws {
        let answer = get(try caller(["429=100%", "retry-after=seconds"]))
        #expect(answer.status == 429)
        #expect(answer.headers.first { $0.name == "Retry-After" }?.value == "1")
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("limit:"))
    }

    @Test func faultsAreSetAndEndedByTheControl() throws {
        let caller = try caller([])
        #expect(control(caller, #"{"faults": {"503": "100%@reads", "list-lag": "2s"}}"#) == 200)
        #expect(get(caller).status == 503)
        #expect(caller.server.withModel { model, _ in model.faults.listLag } == .seconds(2))
        #expect(control(caller, #"{"faults": {"503": "lots"}}"#) == 400)
        #expect(get(caller).status == 503)
        #expect(control(caller, #"{"faults": {}}"#) == 200)
        #expect(get(caller).status == 200)
        #expect(caller.server.withModel { model, _ in model.faults } == CloudFaults())
    }

    @Test func whatLagsEndsWithTheFaults() throws {
        let caller = try caller(["list-lag=1h", "until=200s"])
        #expect(upgrade(caller).status == 200)
        func shown() throws -> Bool {
            String(decoding: get(caller).body, as: UTF8.self).contains(v75.description)
        }
        caller.clock.pass(150)
        #expect(try !shown())
        caller.clock.pass(50)
        #expect(try shown())
    }

    @Test func theControlMovesTheOfferAndRevokesTokens() throws {
        let caller = try caller([])
        #expect(control(caller, #"{"moveOffer": {"version": "\#(v78)"}}"#) == 200)
        #expect(caller.server.withModel { model, _ in model[id(0)]?.offers } == [v78])
        #expect(get(caller).status == 200)
        #expect(control(caller, #"{"revokeTokens": {}}"#) == 200)
        #expect(get(caller).status == 401)
        #expect(get(caller).status == 401)
        let again = caller.server.respond(to: Caller.login())
        let token = try #require(again.headers.first { $0.name == "X-Subject-Token" }?.value)
        #expect(get(caller, token: token).status == 200)
        #expect(caller.server.audit().unauthorised == 2)
        #expect(caller.server.audit().callsAfterUnauthorised == 1)
    }

    @Test func theControlEndsUpgradesAndRefusesTimesThatCannotBe() throws {
        let caller = try caller([])
        #expect(upgrade(caller).status == 200)
        for (from, to) in [(-1, 2), (3, 2), (0, 1e300)] as [(Double, Double)] {
            #expect(control(caller, "{\"setUpgradeSeconds\": {\"from\": \(from), \"to\": \(to)}}") == 400)
        }
        #expect(caller.server.withModel { model, _ in model[id(0)]?.version } == v72)
        #expect(control(caller, #"{"setUpgradeSeconds": {"from": 0, "to": 0}}"#) == 200)
        #expect(caller.server.withModel { model, _ in model[id(0)]?.version } == v75)
    }

    @Test func anOfferMovesWhileCallsComeIn() throws {
        let caller = try caller(["offer-moves=\(v78)/1"], 2)
        #expect(upgrade(caller).status == 200)
        let offer = get(caller, "/v3/\(FleetFile.defaultProjectID)/instances/\(id(1))/database-version")
        #expect(String(decoding: offer.body, as: UTF8.self).contains(v78.description))
    }

    @Test func aListWithoutEndHasAnotherPageAlways() throws {
        let caller = try caller(["endless-list=yes"], 3)
        var seen: Set<String> = []
        for offset in [0, 100, 200, 100_000] {
            let json = try JSONSerialization.jsonObject(with: Data(get(caller, list + "?offset=\(offset)").body))
            let page = try #require(json as? [String: Any])
            let ids = try #require(page["instances"] as? [[String: Any]]).compactMap { $0["id"] as? String }
            #expect(ids.count == 100)
            #expect(try #require(page["total_count"] as? Int) > offset + 100)
            seen.formUnion(ids)
        }
        #expect(seen.count == 400)
        #expect(seen.contains(id(2).description))
    }

    @Test func pagesOverlapOrSkipWhileInstancesComeAndGo() throws {
        let caller = try caller(["churn=100%"], 300)
        var wrong = 0
        for _ in 0..<10 {
            var seen: [String] = []
            for offset in [0, 100, 200, 300] {
                let json = try JSONSerialization.jsonObject(with: Data(get(caller, list + "?offset=\(offset)").body))
                let page = try #require((json as? [String: Any])?["instances"] as? [[String: Any]])
                seen += page.compactMap { $0["id"] as? String }
            }
            let mine = seen.filter { $0.hasPrefix("0000000000") }
            if mine.count != 300 || Set(mine).count != 300 { wrong += 1 }
        }
        #expect(wrong > 0)
    }

    @Test func theSameUpgradeRequestTwiceIsCounted() throws {
        let caller = try caller(["drop-after=100%@upgrade"], 2)
        _ = (upgrade(caller), upgrade(caller), upgrade(caller, 1))
        let audit = caller.server.audit()
        #expect(audit.repeatedPosts == 1)
        #expect(audit.instances.map(\.accepted) == [1, 1])
        #expect(audit.instances.map(\.repeats) == [1, 0])
        #expect(audit.repeats == 1)
    }
}
