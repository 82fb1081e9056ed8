import Foundation
import FoundationNetworking
import Testing

/// A Prometheus server of its own, on this machine only, which scrapes one exporter every second.
final class PrometheusProcess: Sendable {
    let url: String
    private let process: Process
    private let folder: URL

    /// Starts it and waits until it is ready.
    init(scraping port: UInt16) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = """
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
            - job_name: orders
              honor_labels: true
              static_configs: [{ targets: ["127.0.0.1:\(port)"] }]

            """
        let file = folder.appending(path: "prometheus.yml")
        try Data(configuration.utf8).write(to: file)
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        // A port that was free a moment ago.
        let own = try SwitchableServer()
        let address = "127.0.0.1:\(own.port)"
        own.goAway()
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/prometheus")
        process.arguments = [
            "--config.file=\(file.path)", "--storage.tsdb.path=\(folder.path)/data", "--web.listen-address=\(address)",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        url = "http://\(address)"
        try process.run()
        for _ in 0..<600 where process.isRunning {
            if await get("/-/ready") != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        process.terminate()
        throw NotReady(log: String(decoding: try Data(contentsOf: log), as: UTF8.self))
    }

    struct NotReady: Error { var log: String }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Waits until a query gives a value.
    func wait(until query: String) async throws {
        let encoded = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? query
        for _ in 0..<600 {
            if let answer = await get("/api/v1/query?query=\(encoded)"), answer.contains("\"value\"") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the server never had \(query)")
    }

    private func get(_ path: String) async -> String? {
        guard let url = URL(string: url + path), let (data, response) = try? await URLSession.shared.data(from: url),
            (response as? HTTPURLResponse)?.statusCode == 200
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
