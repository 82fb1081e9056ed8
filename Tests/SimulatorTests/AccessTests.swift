import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct AccessTests {
    private func answer(
        _ caller: Caller, _ target: String, method: String = "GET", token: String? = nil, body: String = ""
    ) throws -> (status: Int, json: [String: Any]) {
        let answer = caller.server.respond(
            to: SimulatedRequest(
                method: method, target: target, headers: token.map { ["X-Auth-Token": $0] } ?? [:],
                body: Array(body.utf8)))
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        return (answer.status, try #require(json))
    }

    private let list = "/v3.1/\(FleetFile.defaultProjectID)/instances"

    @Test func withoutCredentialsNothingIsAnsweredAndItIsCounted() throws {
        let caller = try Caller(fleet())
        for token in [nil, "nonsense"] {
            let (status, json) = try answer(caller, list, token: token)
            #expect(status == 401)
            #expect(json["error_code"] as? String == "APIGW.0301")
            #expect(json["request_id"] is String)
        }
        #expect(caller.server.audit().unauthorised == 2)
        #expect(caller.server.calls().map(\.status) == [201, 401, 401])
    }

    @Test func aTokenExpires() throws {
        let caller = try Caller(fleet { $0.settings.tokenLifetime = .seconds(60) })
        #expect(try caller.send("GET", "instances").status == 200)
        caller.clock.pass(60)
        let (status, json) = try caller.send("GET", "instances")
        #expect(status == 401)
        #expect(json["error_msg"] as? String == "Incorrect IAM authentication information: token expired")
    }

    @Test func aLoginAnswersTheTokenInAHeaderAndItsEndInTheBody() throws {
        let caller = try Caller(fleet())
        let answer = caller.server.respond(to: Caller.login())
        #expect(answer.status == 201)
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let token = try #require(json?["token"] as? [String: Any])
        #expect(token["expires_at"] as? String == "2026-11-25T12:00:00.000000Z")
        #expect((token["project"] as? [String: Any])?["id"] as? String == FleetFile.defaultProjectID)
        #expect(caller.server.respond(to: Caller.login(password: "wrong")).status == 401)
        #expect(try self.answer(caller, "/v3/auth/tokens", method: "POST", body: "{}").status == 400)
        #expect(caller.server.audit().unauthorised == 1)
    }

    @Test(arguments: [("?name=cn-north-4", 1), ("?name=cn-north-1", 0), ("", 1)])
    func aProjectIsFoundByItsRegionsName(_ query: String, _ count: Int) throws {
        let caller = try Caller(fleet())
        let (_, json) = try answer(caller, "/v3/projects" + query, token: caller.token)
        let projects = try #require(json["projects"] as? [[String: Any]])
        #expect(projects.map { $0["id"] as? String } == Array(repeating: FleetFile.defaultProjectID, count: count))
    }

    @Test func anotherProjectIsRefused() throws {
        let caller = try Caller(fleet())
        let (status, json) = try answer(
            caller, "/v3.1/\(String(repeating: "0", count: 32))/instances", token: caller.token)
        #expect(status == 403)
        #expect(json["error_code"] as? String == "DBS.200044")
    }

    @Test(arguments: [("GET", "/"), ("GET", "/v2/x"), ("PATCH", "/v3/x/instances"), ("GET", "/v3/x/datastores/mysql")])
    func anUnknownPathIsNotPublished(_ method: String, _ path: String) throws {
        let (status, json) = try answer(try Caller(fleet()), path, method: method)
        #expect(status == 404)
        #expect(json["error_code"] as? String == "APIGW.0101")
        #expect(json["request_id"] is String)
    }

    @Test func theAuditTellsWhatWasAskedAndWhatIsTrue() throws {
        let caller = try Caller(fleet(3))
        try caller.send("GET", "instances", version: "v3.1")
        try caller.send("GET", "instances/\(id(0))/database-version")
        #expect(try caller.upgrade([member(0), member(1)]) == (200, nil))
        #expect(try caller.upgrade([member(0)]).code == "DBS.200011")
        caller.clock.pass(100)
        let wire = caller.server.respond(to: SimulatedRequest(method: "GET", target: "/_audit", headers: [:], body: []))
        let audit = try AuditReport(json: Data(wire.body))
        #expect(audit == caller.server.audit())
        #expect(audit.calls == ["login": 1, "list": 1, "offer": 1, "upgrade": 2])
        #expect(audit.count(of: .upgrade) == 2)
        #expect(audit.count(of: .job) == 0)
        #expect(audit.largestBatch == 2)
        #expect(audit.mostInFlight == 2)
        #expect(audit.inFlight == 0)
        #expect(audit.upgrades.map(\.outcome) == ["accepted", "DBS.200011"])
        #expect(audit.upgrades[0].members.map(\.landedOn) == [v75, v75])
        #expect(audit.upgrades[0].members.map(\.currentVersion) == [v72.description, v72.description])
        #expect(audit.instances.map(\.version) == [v75, v75, v72])
        #expect(audit.instances[0].history.map(\.time) == [start, start + 100])
        #expect(audit.violations.map(\.instance.id) == [id(0)])
        let log = caller.server.respond(
            to: SimulatedRequest(method: "GET", target: "/_audit/calls", headers: [:], body: []))
        let entries = try #require(JSONSerialization.jsonObject(with: Data(log.body)) as? [[String: Any]])
        #expect(entries.map { $0["status"] as? Int } == [201, 200, 200, 200, 400])
        #expect(entries.map { $0["call"] as? String } == ["login", "list", "offer", "upgrade", "upgrade"])
    }

    @Test func theControlConfirmsOffersAndChangesStatus() throws {
        let caller = try Caller(fleet(at: inConfirmationRange))
        func control(_ body: String) throws -> Int {
            try answer(caller, "/_control", method: "POST", body: body).status
        }
        #expect(try control(#"{"setOffers": {"instance": "\#(id(0))", "offers": ["\#(v69)", "\#(v78)"]}}"#) == 200)
        #expect(try caller.upgrade([member(0, inConfirmationRange)]).status == 200)
        caller.clock.pass(1000)
        #expect(try control(#"{"confirm": {"instance": "\#(id(0))"}}"#) == 200)
        #expect(try control(#"{"confirm": {"instance": "\#(id(0))"}}"#) == 400)
        caller.clock.pass(50)
        #expect(try control(#"{"setStatus": {"instance": "\#(id(0))", "status": "frozen"}}"#) == 200)
        let instance = caller.server.withModel { model, _ in model[id(0)] }
        #expect(instance?.version == v69)
        #expect(instance?.offers == [v78])
        #expect(instance?.status == "frozen")
        #expect(try control(#"{"setStatus": {"instance": "x", "status": "frozen"}}"#) == 404)
        #expect(try control(#"{"setOffers": {"instance": "\#(id(0))", "offers": ["2.0"]}}"#) == 400)
        #expect(try control("{}") == 400)
    }

    @Test func theLogForgetsTheOldestAndCountsAll() {
        var log = CallLog()
        for number in 0..<(CallLog.limit + 3) {
            log.add(
                CallEntry(time: start + Double(number), call: .list, method: "GET", path: "/", status: 200),
                real: start)
        }
        #expect(log.all.count == CallLog.limit)
        #expect(log.all.first?.time == start + 3)
        #expect(log.all.last?.time == start + Double(CallLog.limit + 2))
        #expect(log.counts == [.list: CallLog.limit + 3])
    }
}
