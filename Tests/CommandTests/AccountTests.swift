import ArgumentParser
import Client
import CloudModel
import Fleet
import Foundation
import Logging
import Reconciler
import Simulator
import TestSupport
import Testing

@testable import dbconverge

/// Credentials, endpoints and projects put together, against a simulator in this process.
@Suite(.patience) struct AccountTests {
    /// A credentials file, gone with this value.
    final class CredentialsFile {
        let path = FileManager.default.temporaryDirectory.appending(path: "credentials-\(UUID().uuidString)").path

        init(_ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func location(_ credentials: String?, region: String = "cn-north-4") throws -> Location {
        Location(region: region, project: .auto, credentials: credentials)
    }

    /// Access to a simulated cloud with these profiles and variables, and what it saw.
    static func with<Value: Sendable>(
        profiles: String = "", environment: [String: String] = [:], arguments: [String] = [],
        _ body: @escaping @Sendable (CloudAccess) async throws -> Value
    ) async throws -> (value: Value, audit: AuditReport) {
        let cloud = FleetFile(instances: [])
        let file = try CredentialsFile(
            profiles.replacing(
                "$KEY", with: "ak = \(cloud.credentials.accessKey)\nsk = \(cloud.credentials.secretKey)\n"
            )
            .replacing(
                "$LOGIN",
                with: """
                    user = \(cloud.credentials.user)
                    domain = \(cloud.credentials.domain)
                    password = \(cloud.credentials.password)

                    """))
        let environment = environment.merging(["HUAWEICLOUD_SDK_CREDENTIALS_FILE": file.path]) { $1 }
        return try await SimulatorServer.withServer(cloud) { url, server in
            let options = try CloudOptions.parse(["--endpoint", url, "--iam-endpoint", url] + arguments)
            let settings = try CloudSettings(options, environment: environment, user: UserConfiguration())
            let value = try await CloudAccess.with(settings, logger: logger, warn: { _ in }, body)
            return (value, server.audit())
        }
    }

    @Test(arguments: ["$KEY", "$LOGIN"])
    func aProjectIsLookedUpOnceForAllWhoAsk(profile: String) async throws {
        let (projects, audit) = try await Self.with(profiles: "[prod]\n\(profile)") { access in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await access.client(for: Self.location("prod")).project.description }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(projects == Array(repeating: FleetFile.defaultProjectID, count: 8))
        #expect(audit.count(of: .projects) + audit.count(of: .login) == 1)
    }

    @Test func aClientThatWasMadeForALookedUpProjectWorks() async throws {
        for profile in ["$KEY", "$LOGIN"] {
            let (count, _) = try await Self.with(profiles: "[prod]\n\(profile)") { access in
                try await access.client(for: Self.location("prod")).cloud.instances().count
            }
            #expect(count == 0)
        }
    }

    @Test func anotherRegionsProjectIsNotThere() async throws {
        let (message, _) = try await Self.with(profiles: "[prod]\n$KEY") { access in
            do {
                _ = try await access.client(for: Self.location("prod", region: "cn-north-9"))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(message.contains("no project is called 'cn-north-9'"), "\(message)")
        #expect(message.contains("projectID: auto"), "\(message)")
    }

    @Test func aProfileThatIsMissingFailsOnlyItsOwn() async throws {
        let (messages, audit) = try await Self.with(profiles: "[prod]\n$KEY") { access in
            var messages: [String] = []
            for name in ["prod", "staging", nil] {
                do {
                    _ = try await access.client(for: Self.location(name))
                    messages.append("")
                } catch {
                    messages.append("\(error)")
                }
            }
            return messages
        }
        #expect(messages[0].isEmpty)
        #expect(messages[1].contains("there is no profile 'staging' in "), "\(messages)")
        #expect(messages[1].hasSuffix("its profiles are 'prod'"), "\(messages)")
        #expect(messages[2].hasPrefix("no credentials: set HUAWEICLOUD_SDK_AK"), "\(messages)")
        #expect(audit.count(of: .projects) == 1)
    }

    @Test func theFlagTakesThePlaceOfTheManifestsProfile() async throws {
        let (count, _) = try await Self.with(
            profiles: "[ops]\n$KEY[prod]\nak = wrong\nsk = wrong\n", arguments: ["--credentials", "profile:ops"]
        ) { access in
            try await access.client(for: Self.location("prod")).cloud.instances().count
        }
        #expect(count == 0)
    }

    @Test func aBadKeyIsTriedOnceThoughManyLocationsShareIt() async throws {
        let (codes, audit) = try await Self.with(profiles: "[prod]\nak = wrong\nsk = wrong\n") { access in
            await withTaskGroup(of: String.self) { group in
                for region in ["cn-north-4", "cn-north-9", "cn-east-3", "cn-south-1"] {
                    group.addTask {
                        do {
                            return try await access.client(for: Self.location("prod", region: region)).project
                                .description
                        } catch {
                            return ((error as? Client.CloudError)?.code).map { "\($0)" } ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(codes == Array(repeating: "unauthorized", count: 4))
        #expect(audit.unauthorised == 1)
    }
}
