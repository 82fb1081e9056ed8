public import Fleet
public import Foundation
public import Journal

/// A directory for a journal, removed with it.
public final class TemporaryState: Sendable {
    /// What is removed.
    public let folder: URL
    /// The state directory in it, which has yet to be made.
    public let directory: StateDirectory

    /// Makes the folder.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        directory = try StateDirectory(explicit: folder.appending(path: "state").path, environment: [:])
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

extension FleetKey {
    /// A project.
    public static let project = ProjectID(String(repeating: "0", count: 32))

    /// A fleet of that project.
    public static func test(_ name: String, region: String = "cn-north-4") throws -> FleetKey {
        guard let project else { throw CocoaError(.coderInvalidValue) }
        return FleetKey(region: region, project: project, name: name)
    }
}

extension Date {
    /// So many milliseconds after a time in 2026.
    public static func test(_ milliseconds: Int) -> Date {
        Date(timeIntervalSince1970: Double(1_790_000_000_000 + milliseconds) / 1000)
    }
}
