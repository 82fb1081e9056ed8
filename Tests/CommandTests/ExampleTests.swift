import CloudModel
import Fleet
import Foundation
import Manifest
import Simulator
import Testing
import TestSupport

@testable import dbconverge

/// The examples are loaded here, so that they cannot rot.
@Suite struct ExampleTests {
    static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples")

    @Test func theQuickStartsManifestsAreSound() throws {
        let loaded = try Self.load("quickstart/fleets")
        let cloud = try FleetFile(json: try Data(contentsOf: Self.folder.appending(path: "quickstart/cloud.json")))
        #expect(Set(loaded.fleets.flatMap(\.instances).map(\.id)) == Set(cloud.instances.map(\.id)))
    }

    @Test(arguments: ["canary.yaml", "windowed.yaml", "maintenance-window.yaml"])
    func aRolloutExampleIsSoundAlone(_ file: String) throws {
        let loaded = try Self.load("rollouts", only: file)
        #expect(loaded.fleets.count == 1)
        #expect(loaded.fleets.first?.rollout.name != nil)
    }

    @Test func theRolloutExamplesAreSoundTogether() throws {
        let loaded = try Self.load("rollouts")
        #expect(loaded.fleets.map(\.name) == ["archive", "billing", "checkout"])
    }

    @Test func testGoesBeforeProductionAndOneRegionBeforeTheOther() throws {
        let fleets = try Self.load("promotion").fleets
        #expect(fleets.map(\.name) == ["orders-beijing", "orders-shanghai", "orders-test"])
        #expect(
            fleets.map(\.dependsOn) == [
                [FleetDependency(fleet: "orders-test", soak: .seconds(86400))],
                [FleetDependency(fleet: "orders-beijing", soak: .seconds(2 * 86400))], [],
            ])
        #expect(fleets.map(\.isUpstream) == [true, false, true])
    }

    @Test func theChecksOfTheExampleNameServersThatItsReadmeDefines() throws {
        let fleet = try #require(try Self.load("promotion").fleets.first { $0.name == "orders-beijing" })
        #expect(fleet.rollout.allChecks.map(\.id.name) == ["backup", "error-rate", "slow-queries", "smoke"])
        let readme = try String(contentsOf: Self.folder.appending(path: "promotion/README.md"), encoding: .utf8)
        let yaml = try #require(readme.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
        let (configuration, diagnostics) = UserConfiguration.load(
            SourceFile(path: "config.yaml", bytes: Array(yaml.utf8)))
        #expect(diagnostics.isEmpty)
        var checks = configuration.checks
        checks.prometheus["main"]?.tokenFile = nil
        try CheckSettings(checks, allowsPlainHTTP: false).require(fleet.rollout.allChecks, of: fleet.name)
    }

    @Test func theCanaryGoesFirstAndSoaks() throws {
        let fleet = try #require(try Self.load("rollouts", only: "canary.yaml").fleets.first)
        #expect(fleet.rollout.waves.map(\.soak) == [.seconds(24 * 3600), .zero])
        let waves = fleet.instances.map { fleet.rollout.waveIndex(of: $0) }
        #expect(waves.count { $0 == 0 } == 1)
        #expect(waves.count { $0 == 1 } == fleet.instances.count - 1)
    }

    @Test func theWindowsCloseEarlyAndTheFreezesHold() throws {
        let rollout = try #require(try Self.load("rollouts", only: "windowed.yaml").fleets.first).rollout
        #expect(rollout.windows.map(\.closesBefore) == [.seconds(45 * 60), .seconds(3600)])
        // A Tuesday in Shanghai: in the window, in its last part, and in that of a week later, which is frozen.
        #expect(
            rollout.submission(at: try instant("2026-12-21T18:00:00Z"))
                == .allowed(until: try instant("2026-12-21T20:15:00Z")))
        #expect(
            rollout.submission(at: try instant("2026-12-21T20:15:00Z"))
                == .closed(opens: try instant("2026-12-22T18:00:00Z")))
        guard case .frozen(let freeze, _, _) = rollout.submission(at: try instant("2026-12-28T18:00:00Z")) else {
            Issue.record("the books of the year are closed")
            return
        }
        #expect(freeze.timeZone?.name == "Asia/Shanghai")
        #expect(rollout.freezes.map { $0.timeZone == nil } == [false, true])
    }

    @Test func whatWaitsForMaintenanceSaysSo() throws {
        let rollout = try #require(try Self.load("rollouts", only: "maintenance-window.yaml").fleets.first).rollout
        #expect(rollout.timing == .maintenanceWindow)
        #expect(rollout.freezes.count == 1)
        #expect(rollout.precheck == .required)
    }

    @Test(arguments: [0, 0.5]) func aGeneratedManifestDeclaresWhatTheGeneratedCloudCanReach(_ twoHop: Double) throws {
        let cloud = FleetFile.generated(instances: 50, seed: 9, twoHop: twoHop)
        let text = GeneratedManifest.render(cloud)
        let loaded = ManifestLoader.load([SourceFile(path: "fleet.yaml", bytes: Array(text.utf8))])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        let declared = Dictionary(
            uniqueKeysWithValues: loaded.fleets.flatMap(\.instances).map { ($0.id, $0.version) })
        #expect(declared.count == 50)
        for instance in cloud.instances {
            #expect(declared[instance.id] == instance.offers.last ?? instance.version)
            let stops = loaded.fleets.first?.instances.first { $0.id == instance.id }?.via ?? []
            #expect(stops.isSuperset(of: instance.offers.dropLast()))
        }
    }

    /// The manifests of a folder of examples, all of them or one; fails where there is anything to say of them.
    private static func load(_ path: String, only name: String? = nil) throws -> LoadedManifests {
        let folder = folder.appending(path: path)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let files = try names.sorted().filter { name == nil || $0 == name }.map {
            SourceFile(path: $0, bytes: Array(try Data(contentsOf: folder.appending(path: $0))))
        }
        let loaded = ManifestLoader.load(files)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        return loaded
    }
}

private func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
