import Foundation
import FoundationNetworking
import Testing

/// The simulator as a process of its own, and what it says of itself.
final class SimulatorProcess: Sendable {
    let url: String
    private let process: Process
    private let folder: URL

    /// Starts it with a fleet file of this content and waits until it listens.
    convenience init(_ fleet: [String: Any]) async throws {
        let folder = try Self.newFolder()
        let file = folder.appending(path: "fleet.json")
        try JSONSerialization.data(withJSONObject: fleet).write(to: file)
        try await self.init(arguments: ["--fleet", file.path], in: folder)
    }

    /// Starts it with a fleet that it makes up, and lets it write the manifest to go with it.
    convenience init(made arguments: [String]) async throws {
        let folder = try Self.newFolder()
        let file = folder.appending(path: "fleet.yaml").path
        try await self.init(arguments: arguments + ["--write-manifest", file], in: folder)
    }

    private init(arguments: [String], in folder: URL) async throws {
        self.folder = folder
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        process = try Program.start(
            ["simulator", "--port", "0"] + arguments, stdout: handle, stderr: handle)
        var announced: String?
        for _ in 0..<1500 where announced == nil {
            try await Task.sleep(for: .milliseconds(20))
            let said = String(decoding: try Data(contentsOf: log), as: UTF8.self)
            announced = said.split(separator: "\n").first { $0.contains("export DBCONVERGE_ENDPOINT=") }
                .flatMap { $0.split(separator: "=").dropFirst().first?.split(separator: " ").first }.map(String.init)
            guard process.isRunning else { break }
        }
        guard let announced else {
            process.terminate()
            throw NotListening(log: String(decoding: try Data(contentsOf: log), as: UTF8.self))
        }
        url = announced
    }

    private static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-sim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The manifest that it wrote.
    func manifest() throws -> String {
        try String(contentsOf: folder.appending(path: "fleet.yaml"), encoding: .utf8)
    }

    struct NotListening: Error { var log: String }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What a user exports to use it.
    var environment: [String: String] {
        [
            "DBCONVERGE_ENDPOINT": url, "DBCONVERGE_IAM_ENDPOINT": url, "HUAWEICLOUD_SDK_AK": "SIMULATORACCESSKEY",
            "HUAWEICLOUD_SDK_SK": "simulator-secret-key",
        ]
    }

    /// A login by password in place of the key.
    static let login = [
        "HUAWEICLOUD_SDK_AK": "", "HUAWEICLOUD_SDK_SK": "", "DBCONVERGE_IAM_USER": "simulator",
        "DBCONVERGE_IAM_PASSWORD": "simulator-password", "DBCONVERGE_IAM_DOMAIN": "simulator-domain",
    ]

    func audit() async throws -> Audit { try await read("/_audit") }

    /// Every call in the order in which it was answered.
    func calls() async throws -> [Call] { try await read("/_audit/calls") }

    /// Waits until an upgrade has been requested.
    func waitForAnUpgrade() async throws {
        for _ in 0..<1500 where try await audit().upgrades.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Ends the upgrades in flight, and lets later ones take no time.
    func finishUpgrades() async throws { try await setUpgradeSeconds(from: 0, to: 0) }

    /// Lets upgrades take so long: those in flight from now on, later ones from their acceptance.
    func setUpgradeSeconds(from least: Double, to most: Double) async throws {
        var request = URLRequest(url: try #require(URL(string: url + "/_control")))
        request.httpMethod = "POST"
        request.httpBody = Data("{\"setUpgradeSeconds\": {\"from\": \(least), \"to\": \(most)}}".utf8)
        let (data, _) = try await URLSession.shared.data(for: request)
        try #require(
            String(decoding: data, as: UTF8.self).contains("success"), "\(String(decoding: data, as: UTF8.self))")
    }

    private func read<Value: Decodable>(_ path: String) async throws -> Value {
        let (data, _) = try await URLSession.shared.data(from: try #require(URL(string: url + path)))
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(Value.self, from: data)
    }

    struct Call: Decodable {
        var time: Date
        var call: String
    }

    /// The parts of the audit that the tests look at.
    struct Audit: Decodable {
        var calls: [String: Int]
        var unauthorised: Int
        var lockouts: Int
        var callsAfterUnauthorised: Int
        var throttled: [Date]
        var faults: [String: Int]
        var largestBatch: Int
        var inFlight: Int
        var mostInFlight: Int
        var upgrades: [Upgrade]
        var instances: [Instance]

        struct Upgrade: Decodable {
            var time: Date
            var delay: Bool
            var outcome: String
            var members: [Member]
        }
        struct Member: Decodable { var instance: String }
        struct Instance: Decodable {
            var name: String
            var version: String
            var history: [Step]
            var requests: Int
            var accepted: Int
            var repeats: Int
            var offersAsked: Int
            var violations: [Violation]
        }
        struct Step: Decodable {
            var version: String
            var time: Date
        }
        struct Violation: Decodable { var kind: String }
    }
}
