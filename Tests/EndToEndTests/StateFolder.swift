import Foundation

/// A state directory that several runs share; it goes with this value.
final class StateFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "dbconverge-state-\(UUID().uuidString)").path

    deinit { remove() }

    var environment: [String: String] { ["DBCONVERGE_STATE": path] }

    var journal: String { path + "/journal.sqlite" }

    /// As a throw-away disk does between two runs.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
