import CloudModel
import Fleet
import Foundation
import Simulator
import Testing
import TestSupport

/// The vendor's own client as the reference for the simulator: every call that the program makes or will make.
@Suite struct SDKReferenceTests {
    @Test(arguments: [nil, "a-security-token"]) func theVendorsClientUnderstandsEveryAnswer(
        _ securityToken: String?
    ) async throws {
        let ids = try (1...6).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        let settings = SimulatedSettings(
            upgradeDuration: .seconds(2) ... .seconds(3), jobVisibilityDelay: .milliseconds(300))
        let file = FleetFile(
            credentials: FleetFile.Credentials(securityToken: securityToken), settings: settings,
            instances: ids.map {
                CloudInstance(
                    id: $0, name: "orders", version: KernelVersion(2, 0, 72, 260100),
                    offers: [KernelVersion(2, 0, 75, 260400)], tags: ["env": "prod"])
            })
        let said = try await SimulatorServer.withServer(file) { url, _ in
            let token = securityToken.map { ["--security-token", $0] } ?? []
            let arguments =
                [url, file.credentials.accessKey, file.credentials.secretKey, file.projectID]
                + token + ids.map(\.description)
            // Off the pool that the server runs on: the script takes a while.
            return try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(with: Result { try Reference.run("calls.py", arguments) })
                }
            }
        }
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("ok ") } >= 12, "\(lines)")
    }
}
