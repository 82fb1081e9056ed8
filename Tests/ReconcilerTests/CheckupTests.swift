import Client
import CloudModel
import Fleet
import Foundation
import Reconciler
import Simulator
import TestSupport
import Testing

@Suite(.patience) struct CheckupTests {
    private static func findings(
        _ file: FleetFile, declared: [CloudInstance], key: AccessKey? = nil
    ) async throws -> [Finding] {
        try await SimulatorServer.withServer(file) { url, server in
            let findings = try await LocalCloud.withClient(url, file, key: key) { client in
                await LocationCheckup("cn-north-4", cloud: client, declared: Set(declared.map(\.id))).findings()
            }
            let audit = server.audit()
            #expect(audit.upgrades.isEmpty)
            #expect(audit.unauthorised <= 1)
            return findings
        }
    }

    private static func verdicts(_ findings: [Finding], _ check: Finding.Check) -> [Finding.Verdict] {
        findings.filter { $0.check == check }.map(\.verdict)
    }

    @Test func everyCallThatOnlyReadsIsTried() async throws {
        let instances = try LocalCloud.instances(3)
        let findings = try await Self.findings(FleetFile(instances: instances), declared: instances)
        #expect(Self.verdicts(findings, .endpoint) == [.ok])
        #expect(Self.verdicts(findings, .rights) == [.ok, .ok, .ok, .ok, .skipped])
        #expect(Self.verdicts(findings, .instances) == [.ok])
    }

    @Test func aBadKeyIsTriedOnce() async throws {
        let instances = try LocalCloud.instances(1)
        let key = AccessKey(id: "SIMULATORACCESSKEY", secret: Secret("wrong"))
        let findings = try await Self.findings(FleetFile(instances: instances), declared: instances, key: key)
        #expect(findings.map(\.check) == [.endpoint, .rights])
        #expect(findings.last?.verdict == .failed)
        #expect(findings.last?.hint?.contains("clock") == true)
    }

    @Test func whatIsMissingAndWhatTheRegionLacksIsSaid() async throws {
        let instances = try LocalCloud.instances(3)
        var file = FleetFile(instances: Array(instances.prefix(2)))
        file.settings.precheckPublished = false
        let findings = try await Self.findings(file, declared: instances)
        #expect(Self.verdicts(findings, .rights) == [.ok, .ok, .ok, .warning, .skipped])
        #expect(
            findings.last?.message == "1 of the 3 that are declared are not in the cloud, such as \(instances[2].id)")
    }

    /// A cloud that lets its caller read all but pre-checks, as the vendor documents it of policies that only read.
    private struct ReadOnlyCloud: ObservedCloud {
        let instance: ObservedInstance

        func instances() async throws -> [ObservedInstance] { [instance] }
        func runningUpgrades() async throws -> [UpgradeJob] { [] }
        func delayedUpgrades() async throws -> [UpgradeJob] { [] }
        func failedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
        func completedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
        func precheckResults(
            for instances: [InstanceID], from: KernelVersion
        ) async throws -> [InstanceID: Result<PrecheckResult?, CloudError>] {
            throw CloudError(.forbidden, operation: "read the pre-check", status: 403, message: "no instance:upgrade")
        }
    }

    @Test func credentialsThatOnlyReadAreWarnedOf() async throws {
        let instance = try #require(try LocalCloud.instances(1).first)
        let cloud = ReadOnlyCloud(
            instance: ObservedInstance(
                id: instance.id, name: instance.name, status: "normal", kernelVersion: LocalCloud.declared.description))
        let findings = await LocationCheckup("cn-north-4", cloud: cloud, declared: [instance.id]).findings()
        #expect(Self.verdicts(findings, .rights) == [.ok, .ok, .ok, .warning, .skipped])
        #expect(findings.contains { $0.message.contains("no instance:upgrade") && $0.hint?.contains("iam") == true })
    }
}
