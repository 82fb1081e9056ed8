import CloudModel
import Crypto
import Fleet
import Foundation
import Synchronization
import Testing

@testable import Simulator

let start = Date(timeIntervalSince1970: 1_795_521_600)  // 2026-11-24 12:00 UTC
let v69 = KernelVersion(2, 0, 69, 251000)
let v72 = KernelVersion(2, 0, 72, 260100)
let v75 = KernelVersion(2, 0, 75, 260400)
let v78 = KernelVersion(2, 0, 78, 260700)
let inConfirmationRange = KernelVersion(2, 0, 51, 240305)

/// The nth id of a made-up fleet.
func id(_ number: Int) -> InstanceID {
    let digits = String(number)
    guard let id = InstanceID(String(repeating: "0", count: 32 - digits.count) + digits + "in07") else {
        preconditionFailure("\(number) has more than 32 digits")
    }
    return id
}

/// Instances numbered from 0, all at one version with one chain; upgrades take 100 s, jobs show after 5.
func fleet(
    _ count: Int = 1, at version: KernelVersion = v72, offers: [KernelVersion] = [v75],
    change: (inout FleetFile) -> Void = { _ in }
) -> FleetFile {
    var fleet = FleetFile(
        settings: SimulatedSettings(upgradeDuration: .seconds(100) ... .seconds(100)),
        instances: (0..<count).map {
            CloudInstance(id: id($0), name: "orders-\($0)", version: version, offers: offers, tags: ["env": "prod"])
        })
    change(&fleet)
    return fleet
}

func member(_ number: Int, _ version: KernelVersion = v72) -> UpgradeMember {
    UpgradeMember(instanceID: id(number).description, currentVersion: version.description)
}

/// A caller's own signer, for keys that are only known at run time.
enum Signing {
    /// A signed list call.
    static func request(_ credentials: FleetFile.Credentials, at now: Date) throws -> SimulatedRequest {
        let text = now.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted))
        var headers = ["host": "x", "x-sdk-date": text, "x-security-token": credentials.securityToken ?? ""]
        let target = "/v3.1/\(FleetFile.defaultProjectID)/instances"
        func request() -> SimulatedRequest {
            SimulatedRequest(method: "GET", target: target, headers: headers, body: [])
        }
        let names = headers.keys.sorted()
        let canonical = try #require(SignatureVerifier.canonicalRequest(request(), signedHeaders: names))
        let hash = SignatureVerifier.hexadecimal(SHA256.hash(data: Data(canonical.utf8)))
        let signature = HMAC<SHA256>.authenticationCode(
            for: Data("SDK-HMAC-SHA256\n\(text)\n\(hash)".utf8),
            using: SymmetricKey(data: Data(credentials.secretKey.utf8)))
        headers["authorization"] =
            "SDK-HMAC-SHA256 Access=\(credentials.accessKey), SignedHeaders=\(names.joined(separator: ";")), "
            + "Signature=\(SignatureVerifier.hexadecimal(signature))"
        return request()
    }
}

/// A clock that stands until it is moved.
final class ManualClock: Sendable {
    private let time = Mutex(start)

    var now: Date { time.withLock { $0 } }

    func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
}

/// A caller with a token, in front of a server without a network.
struct Caller {
    let clock = ManualClock()
    let server: SimulatorServer
    let token: String

    init(_ fleet: FleetFile) throws {
        server = SimulatorServer(fleet, clock: { [clock] in clock.now })
        let answer = server.respond(to: Caller.login())
        token = try #require(answer.headers.first { $0.name == "X-Subject-Token" }?.value)
    }

    static func login(password: String = "simulator-password") -> SimulatedRequest {
        let body = """
            {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "simulator",
             "password": "\(password)", "domain": {"name": "simulator-domain"}}}},
             "scope": {"project": {"name": "cn-north-4"}}}}
            """
        return SimulatedRequest(method: "POST", target: "/v3/auth/tokens", headers: [:], body: Array(body.utf8))
    }

    /// Sends to `/{version}/{pid}/{path}` and returns the status and the JSON.
    @discardableResult
    func send(
        _ method: String, _ path: String, version: String = "v3", _ body: String = ""
    ) throws -> (status: Int, json: [String: Any]) {
        let answer = server.respond(
            to: SimulatedRequest(
                method: method, target: "/\(version)/\(FleetFile.defaultProjectID)/\(path)",
                headers: ["X-Auth-Token": token], body: Array(body.utf8)))
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        return (answer.status, try #require(json))
    }

    /// Asks for a batch and returns the status and the error code, if there is one.
    func upgrade(_ members: [UpgradeMember], delay: String = "false") throws -> (status: Int, code: String?) {
        let infos = members.map {
            #"{"instance_id": "\#($0.instanceID)", "current_version": "\#($0.currentVersion ?? "")"}"#
        }.joined(separator: ",")
        let (status, json) = try send(
            "POST", "instances/database-version/upgrade",
            #"{"databases_instance_infos": [\#(infos)], "delay": \#(delay)}"#)
        return (status, json["error_code"] as? String)
    }
}
