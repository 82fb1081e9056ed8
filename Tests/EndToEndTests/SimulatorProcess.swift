import Foundation
import FoundationNetworking
import Testing

/// The simulator as a process of its own, and what it says of itself.
final class SimulatorProcess: Sendable {
    let url: String
    private let process: Process
    private let folder: URL

    /// Starts it with a fleet file of this content and waits until it listens.
    init(_ fleet: [String: Any]) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-sim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (file, log) = (folder.appending(path: "fleet.json"), folder.appending(path: "log"))
        try JSONSerialization.data(withJSONObject: fleet).write(to: file)
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        process = try Program.start(
            ["simulator", "--fleet", file.path, "--port", "0"], stdout: handle, stderr: handle)
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

    func audit() async throws -> Audit { try await read("/_audit") }

    /// Every call in the order in which it was answered.
    func calls() async throws -> [Call] { try await read("/_audit/calls") }

    /// Waits until an upgrade has been asked for.
    func waitForAnUpgrade() async throws {
        for _ in 0..<1500 where try await audit().upgrades.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
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
