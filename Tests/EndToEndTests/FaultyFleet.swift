import Foundation
import TestSupport
import Testing

/// A fleet in a cloud where things go wrong, and the runs that bring it to what is declared all the same.
struct FaultyFleet {
    let name: String
    let workspace: Workspace
    private(set) var runs: [Program.Outcome] = []

    static let size = 12
    static let first = "2.0.69.251000"
    /// Jobs and lists that lag by two seconds show well within the settle time.
    static let times = ["--poll-interval", "200ms", "--settle-time", "4s", "--timeout", "4m", "--assume-idle"]

    /// Every third instance is two hops behind, the others one; what is offered next lies beyond what is declared.
    init(_ name: String, faults: [String: String], seed: UInt64 = 1, settings: [String: Any] = [:]) async throws {
        self.name = name
        let instances = (1...Self.size).map { number in
            Self.hops(of: number) == 2
                ? Fixture.Instance(
                    number: number, version: Self.first, offers: [Fixture.old, Fixture.declared, Fixture.beyond])
                : Fixture.Instance(number: number, offers: [Fixture.declared, Fixture.beyond])
        }
        let all: [String: Any] = ["seed": seed, "faults": faults]
        workspace = try await Workspace(
            Fixture.cloud(instances, settings: all.merging(settings) { $1 }),
            Fixture.manifest(
                1...Self.size, via: [Fixture.old],
                rollout: """
                      waves: [{ name: all, maxUnavailable: 50% }]
                      maxChanges: 100%
                      batchSize: 3
                      failureBudget: 100%
                    """))
    }

    static func hops(of number: Int) -> Int { number.isMultiple(of: 3) ? 2 : 1 }

    /// Runs as cron would, until a run converges; what is held after two unknown answers is looked into and
    /// acknowledged, as a person would.
    mutating func converge(environment: [String: String] = [:], atMost count: Int = 8) async throws {
        for _ in 1...count {
            let run = try await Program.run(
                ["reconcile", "--repo", workspace.repository.path, "-o", "json"] + Self.times,
                environment: workspace.environment.merging(environment) { $1 })
            runs.append(run)
            if run.status != 1, !run.isHeld { return }
            if run.isHeld { _ = try await workspace.run("retry", "orders", "--repo", workspace.repository.path) }
        }
    }

    /// Converged, nothing requested twice, nothing beyond the declared, no refused credentials tried again, no secret
    /// told.
    func expectSound() async throws {
        let last = try #require(runs.last)
        #expect(last.status == 0, "\(name): \(runs.map(\.status)) \(last.stdout)\(last.stderr)")
        let audit = try await workspace.cloud.audit()
        for instance in audit.instances where instance.name.hasPrefix("orders-") {
            let number = Int(instance.name.dropFirst("orders-".count)) ?? 0
            let path = (Self.hops(of: number) == 2 ? [Self.first] : []) + [Fixture.old, Fixture.declared]
            #expect(
                instance.history.map(\.version) == path && instance.accepted == path.count - 1
                    && instance.repeats == 0 && instance.violations.isEmpty, "\(name): \(instance)")
        }
        #expect(audit.callsAfterUnauthorised == 0, "\(name)")
        try expectNoSecrets()
    }

    func expectNoSecrets() throws {
        for run in runs {
            #expect(!(run.stdout + run.stderr).contains("Fatal error"), "\(name): \(run.stderr)")
            for secret in Self.secrets { #expect(!(run.stdout + run.stderr).contains(secret), "\(name)") }
        }
        let files = FileManager.default.enumerator(atPath: workspace.state.path)?.allObjects as? [String] ?? []
        #expect(!files.isEmpty)
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: "\(workspace.state.path)/\(file)") else { continue }
            for secret in Self.secrets { #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(name): \(file)") }
        }
    }

    static let secrets = ["simulator-secret-key", "simulator-password"]
}
