import Foundation
import TestSupport
import Testing

/// `openssl s_server` on a loopback port, with a certificate from an authority of its own.
final class TLSServer: Sendable {
    let port: Int
    /// The authority's certificate.
    let authority: String
    private let folder: URL
    private let process: Process

    /// `names` are those that the certificate is good for.
    init(names: String = "DNS:api.test,IP:127.0.0.1") async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        authority = folder.appending(path: "ca.pem").path
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Self.openssl(
            ["req", "-x509"] + key + ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test"], folder)
        try Self.openssl(["req"] + key + ["-keyout", "s.key", "-out", "s.csr", "-subj", "/CN=api.test"], folder)
        try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appending(path: "names"))
        try Self.openssl(
            ["x509", "-req", "-in", "s.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "s.pem"]
                + ["-days", "2", "-extfile", "names"], folder)
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        process = Self.process(
            ["s_server", "-accept", "127.0.0.1:0", "-cert", "s.pem", "-key", "s.key", "-www"], folder)
        process.standardOutput = try FileHandle(forWritingTo: log)
        try process.start()
        var port: Int?
        for _ in 0..<1500 where port == nil {
            try await Task.sleep(for: .milliseconds(20))
            let said = String(decoding: try Data(contentsOf: log), as: UTF8.self)
            port = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }?.split(separator: ":").last
                .flatMap { Int($0) }
        }
        self.port = try #require(port, "s_server did not say where it listens")
    }

    deinit {
        // It inherits a mask that keeps SIGTERM away.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func process(_ arguments: [String], _ folder: URL) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    private static func openssl(_ arguments: [String], _ folder: URL) throws {
        let process = process(arguments, folder)
        try process.start()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }
}
