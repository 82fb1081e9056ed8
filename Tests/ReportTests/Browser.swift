import Foundation
import TestSupport

/// Headless Chromium, which `scripts/setup` installs; `DBCONVERGE_CHROMIUM` names another.
enum Browser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The page's document as the browser has it once it is loaded, with or without permission to run scripts.
    static func document(of page: String, withScripts: Bool) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
        let profile = folder.appending(path: "Default")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // A person who switches scripts off does it in this file; the switch of the command line breaks --dump-dom.
        let preferences = #"{"profile":{"default_content_setting_values":{"javascript":\#(withScripts ? 1 : 2)}}}"#
        try Data(preferences.utf8).write(to: profile.appending(path: "Preferences"))
        let file = folder.appending(path: "page.html")
        try Data(page.utf8).write(to: file)

        let process = Process()
        process.executableURL = URL(filePath: try executable())
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--user-data-dir=\(folder.path)", "--dump-dom", file.absoluteString,
        ]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0, !data.isEmpty else {
            throw Failure(description: "chromium ended with \(process.terminationStatus) and wrote \(data.count) bytes")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func executable() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["DBCONVERGE_CHROMIUM"] { return named }
        let folders = (environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let candidates = folders.flatMap { folder in
            ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" }
        }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw Failure(description: "there is no chromium: run scripts/setup")
        }
        return found
    }
}
