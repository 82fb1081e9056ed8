import Foundation
import TestSupport
import Testing

/// A cloud, a repository and a state directory that runs share, one after the other or at the same time.
struct Workspace {
    let cloud: SimulatorProcess
    let repository: TemporaryRepository
    let state = StateFolder()

    init(_ fleet: [String: Any], _ manifest: String) async throws {
        cloud = try await SimulatorProcess(fleet)
        repository = try Fixture.repository(manifest)
    }

    /// `count` instances one hop behind.
    init(instances count: Int, _ manifest: String, settings: [String: Any] = [:]) async throws {
        try await self.init(
            Fixture.cloud((1...count).map { Fixture.Instance(number: $0) }, settings: settings), manifest)
    }

    /// What leads to the cloud and to the state directory; mirrors of remote repositories lie beside the repository.
    var environment: [String: String] {
        cloud.environment.merging(state.environment) { $1 }
            .merging(["XDG_CACHE_HOME": "\(repository.directory)/cache"]) { $1 }
    }

    /// `reconcile` with what is given, by default the usual times; its answer is JSON.
    func reconcile(
        _ arguments: [String] = [], times: [String] = Fixture.quickly, of remote: String? = nil,
        whileRunning: (Process) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["reconcile", "--repo", remote ?? repository.path, "-o", "json"] + times + arguments,
            environment: environment,
            whileRunning: whileRunning)
    }

    /// Any other command, as a person calls it.
    func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments, environment: environment)
    }

    func declare(_ manifest: String) throws {
        try repository.write("fleets/orders.yaml", manifest)
        try repository.commit("declare")
    }

    /// The runs that the journal remembers, the newest first.
    func history() async throws -> [Run] {
        let answer = try await run("history", "--limit", "1000", "-o", "json")
        #expect(answer.status == 0, "\(answer.stderr)")
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(History.self, from: Data(answer.stdout.utf8)).runs
    }

    struct Run: Decodable {
        var fleet: String
        var host: String
        var pid: Int32
        var endedAt: String?
        var result: String?
        var requests: Int?
        var completed: Int?
        var upgrades: [Upgrade]

        struct Upgrade: Decodable {
            var instance: String
            var outcome: String?
        }
    }

    private struct History: Decodable { var runs: [Run] }
}

extension Program.Outcome {
    /// The report of the only fleet.
    func fleet() throws -> [String: Any] {
        try #require((try json()["fleets"] as? [[String: Any]])?.first, "\(stdout)\(stderr)")
    }

    func result() throws -> String? { try fleet()["result"] as? String }

    func requests() throws -> Int? { try fleet()["requests"] as? Int }

    /// The reasons of the plan at the end, `-` where there is none.
    func reasons() throws -> [String] {
        let plan = try #require(try fleet()["plan"] as? [String: Any])
        return try #require(plan["instances"] as? [[String: Any]]).map { $0["reason"] as? String ?? "-" }
    }
}
