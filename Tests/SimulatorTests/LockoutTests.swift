import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct LockoutTests {
    private let clock = ManualClock()
    private let server: SimulatorServer

    init() { server = SimulatorServer(fleet(), clock: { [clock] in clock.now }) }

    private var good: SimulatedRequest { SignatureTests.vectors[0].request() }

    private func bad(_ number: Int) -> SimulatedRequest {
        SignatureTests.vectors[0].request { $0["Host"] = "bad:\(number)" }
    }

    @Test func moreThanFiveBadSignaturesInARowLockTheKeyForFiveMinutes() {
        for number in 0..<5 { #expect(server.respond(to: bad(number)).status == 401) }
        #expect(server.respond(to: good).status == 200)
        for number in 0..<6 { #expect(server.respond(to: bad(number)).status == 401) }
        #expect(server.respond(to: good).status == 401)
        clock.pass(299)
        #expect(server.respond(to: good).status == 401)
        clock.pass(1)
        #expect(server.respond(to: good).status == 200)
        let audit = server.audit()
        #expect(audit.lockouts == 1)
        #expect(audit.badSignatures == 13)
        #expect(audit.unauthorised == 13)
        #expect(audit.callsAfterUnauthorised == 14)
    }

    @Test func aLockedKeyDoesNotLockTokensOut() throws {
        for number in 0..<7 { _ = server.respond(to: bad(number)) }
        let token = try #require(
            server.respond(to: Caller.login()).headers.first { $0.name == "X-Subject-Token" }?.value)
        let list = SimulatedRequest(
            method: "GET", target: "/v3.1/\(FleetFile.defaultProjectID)/instances", headers: ["X-Auth-Token": token],
            body: [])
        #expect(server.respond(to: list).status == 200)
    }

    @Test func theLockCanBeTakenAway() throws {
        server.setFaults(try Faults(["lockout=0s"]))
        for number in 0..<9 { _ = server.respond(to: bad(number)) }
        #expect(server.respond(to: good).status == 200)
        #expect(server.audit().lockouts == 0)
    }

    @Test(arguments: [("clock-skew=14m", 200), ("clock-skew=16m", 401), ("clock-skew=-16m", 401)])
    func theServersClockIsTooFarAway(_ skew: String, _ status: Int) throws {
        server.setFaults(try Faults([skew]))
        let answer = server.respond(to: good)
        #expect(answer.status == status)
        let minutes = skew.contains("-16") ? "11:44" : skew.contains("16") ? "12:16" : "12:14"
        #expect(answer.headers.contains { $0.name == "Date" && $0.value == "Tue, 24 Nov 2026 \(minutes):00 GMT" })
    }

    @Test func aLoginsTokenLivesAsLongAsTheFaultsSay() throws {
        server.setFaults(try Faults(["token-life=10s"]))
        let answer = server.respond(to: Caller.login())
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""expires_at":"2026-11-24T12:00:10.000000Z""#))
    }
}

@Suite struct MetadataTests {
    private let clock = ManualClock()
    private let server: SimulatorServer

    init() throws {
        server = SimulatorServer(fleet(), clock: { [clock] in clock.now })
        server.setFaults(try Faults(["credential-life=60s"]))
    }

    private func session(_ headers: [String: String] = ["X-Metadata-Token-Ttl-Seconds": "300"]) -> SimulatedResponse {
        server.respond(
            to: SimulatedRequest(method: "PUT", target: "/meta-data/latest/api/token", headers: headers, body: []))
    }

    private func keys(_ token: String?) -> SimulatedResponse {
        server.respond(
            to: SimulatedRequest(
                method: "GET", target: "/openstack/latest/securitykey",
                headers: token.map { ["X-Metadata-Token": $0] } ?? [:], body: []))
    }

    @Test func aSessionTokenIsNeededAndEnds() {
        #expect(session([:]).status == 400)
        #expect(session(["X-Metadata-Token-Ttl-Seconds": "0"]).status == 400)
        let token = String(decoding: session().body, as: UTF8.self)
        #expect(keys(nil).status == 401)
        #expect(keys("nonsense").status == 401)
        #expect(keys(token).status == 200)
        clock.pass(300)
        #expect(keys(token).status == 401)
    }

    @Test func temporaryKeysAreGoodUntilTheyExpireAndOnlyWithTheirToken() throws {
        let answer = keys(String(decoding: session().body, as: UTF8.self))
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: [String: String]]
        let said = try #require(json?["credential"])
        #expect(said["expires_at"] == "2026-11-24T12:01:00.000000Z")
        let access = try #require(said["access"])
        let temporary = try #require(TemporaryKeys(credentials: FleetFile.Credentials(), access: access))
        #expect(said["secret"] == temporary.credentials.secretKey)
        #expect(said["securitytoken"] == temporary.credentials.securityToken)
        let verifier = SignatureVerifier(credentials: FleetFile.Credentials())
        let signed = try Signing.request(temporary.credentials, at: clock.now)
        try verifier.verify(signed, at: clock.now)
        #expect(throws: SimulatedError.self) { try verifier.verify(signed, at: clock.now + 60) }
        var other = temporary.credentials
        other.securityToken = "another"
        #expect(throws: SimulatedError.self) {
            try verifier.verify(Signing.request(other, at: clock.now), at: clock.now)
        }
        #expect(TemporaryKeys(credentials: .init(), access: "HSTxN1") == nil)
    }

    @Test func eachAnswerHasNewKeys() {
        let token = String(decoding: session().body, as: UTF8.self)
        #expect(keys(token).body != keys(token).body)
    }
}
