import Foundation
import TestSupport
import Testing

/// Credentials from profiles and from a metadata service, and one commit that spans accounts.
@Suite(.patience) struct AccountTests {
    /// A folder with a credentials file, gone with this value.
    final class Home: Sendable {
        let path = FileManager.default.temporaryDirectory.appending(path: "home-\(UUID().uuidString)").path

        init(_ text: String, mode: Int = 0o600) throws {
            let folder = path + "/.huaweicloud"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: folder + "/credentials"))
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: folder + "/credentials")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static let profile = "ak = SIMULATORACCESSKEY\nsk = simulator-secret-key\n"

    /// The fleet `orders` by its region's name with the profile `prod`, and `stock` with a profile of another name.
    static func repository(stock profile: String) throws -> TemporaryRepository {
        let manifest = { (number: Int, profile: String) in
            Fixture.manifest(number...number).replacing("projectID: \(Fixture.project)", with: "projectID: auto")
                .replacing("  rollout: quick", with: "  rollout: quick\n  credentials: \(profile)")
        }
        let repository = try Fixture.repository(manifest(1, "prod"))
        let stock = manifest(2, profile).split(separator: "---\n").last ?? ""
        try repository.write("fleets/stock.yaml", String(stock).replacing("name: orders", with: "name: stock"))
        try repository.commit("stock")
        return repository
    }

    static func environment(_ cloud: SimulatorProcess, _ home: Home) -> [String: String] {
        [
            "DBCONVERGE_ENDPOINT": cloud.url, "DBCONVERGE_IAM_ENDPOINT": cloud.url, "HOME": home.path,
            "DBCONVERGE_CONFIG": "",
        ]
    }

    @Test func aProfileThatIsMissingFailsItsFleetOnly() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud((1...2).map { Fixture.Instance(number: $0) }))
        let home = try Home("[prod]\n" + Self.profile)
        let repository = try Self.repository(stock: "staging")
        let environment = Self.environment(cloud, home)
        let plan = try await Program.run(
            ["plan", "--repo", repository.path, "-o", "json"], environment: environment)
        #expect(plan.status == 1)
        #expect((try plan.json()["fleets"] as? [[String: Any]])?.count == 1)
        #expect(plan.stderr.contains("error: stock: there is no profile 'staging' in ~/.huaweicloud/credentials"))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "-o", "json"] + Fixture.quickly, environment: environment)
        #expect(run.status == 1, "\(run.stderr)")
        let fleets = try #require(try run.json()["fleets"] as? [[String: Any]])
        #expect(fleets.map { $0["result"] as? String } == ["converged", "failed"])
        #expect(run.stderr.contains("its profiles are 'prod'"), "\(run.stderr)")
        #expect(!(run.stdout + run.stderr).contains("simulator-secret-key"))
        let audit = try await cloud.audit()
        #expect(audit.upgrades.count == 1)
        #expect(audit.calls["projects"] == 2)
    }

    @Test func oneCommitSpansProfiles() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud((1...2).map { Fixture.Instance(number: $0) }))
        let login = "user = simulator\ndomain = simulator-domain\npassword = simulator-password\n"
        let home = try Home("[prod]\n" + Self.profile + "[ops]\n" + login, mode: 0o644)
        let repository = try Self.repository(stock: "ops")
        let state = StateFolder()
        let environment = Self.environment(cloud, home).merging(state.environment) { $1 }
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path] + Fixture.quickly, environment: environment)
        #expect(run.status == 0, "\(run.stderr)")
        let warnings = run.stderr.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("chmod 600 \(home.path)/.huaweicloud/credentials") == true)
        #expect(!(run.stdout + run.stderr).contains("simulator-password"))
        // The journal knows the fleet by the project that was looked up.
        let retry = try await Program.run(["retry", "orders", "--repo", repository.path], environment: environment)
        #expect(retry.status == 0, "\(retry.stderr)")
        let explicit = try Fixture.repository(Fixture.manifest(1...1))
        let again = try await Program.run(
            ["reconcile", "--repo", explicit.path, "--credentials", "profile:prod", "--allow-rewind"] + Fixture.quickly,
            environment: environment)
        #expect(again.status == 0, "\(again.stderr)")
        let history = try await Program.run(["history", "--fleet", "orders", "-o", "json"], environment: environment)
        #expect((try history.json()["runs"] as? [Any])?.count == 2)
    }

    @Test func theMetadataServiceIsAskedOnlyWhenNamed() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud([Fixture.Instance(number: 1)]))
        // Without spaces, so that it passes for the service's token too.
        let key = #"{"credential":{"access":"SIMULATORACCESSKEY","secret":"simulator-secret-key","#
        let service = try CannedServer(
            answering: CannedServer.http(key + #""securitytoken":"","expires_at":"2099-01-01T00:00:00.000000Z"}}"#))
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let home = try Home("")
        let environment = Self.environment(cloud, home).merging(["DBCONVERGE_METADATA_ENDPOINT": service.url]) { $1 }
        let unasked = try await Program.run(["plan", "--repo", repository.path], environment: environment)
        #expect(unasked.status == 1)
        #expect(unasked.stderr.contains("no credentials: set HUAWEICLOUD_SDK_AK"), "\(unasked.stderr)")
        let plan = try await Program.run(
            ["plan", "--repo", repository.path, "--credentials", "metadata"], environment: environment)
        #expect(plan.status == 0, "\(plan.stderr)")
        #expect(!(plan.stdout + plan.stderr).contains("simulator-secret-key"))
    }

    @Test func aConfigurationThatIsWrongIsShownWithItsLocation() async throws {
        let home = try Home("")
        let folder = home.path + "/.config/dbconverge"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("credential: metadata\n".utf8).write(to: URL(filePath: folder + "/config.yaml"))
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let run = try await Program.run(
            ["plan", "--repo", repository.path], environment: ["HOME": home.path, "DBCONVERGE_CONFIG": ""])
        #expect(run.status == 1)
        #expect(run.stderr.contains("~/.config/dbconverge/config.yaml:1:1: error: unknown key 'credential'"))
    }
}
