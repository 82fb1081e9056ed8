import Foundation
import TestSupport
import Testing

@testable import GitSource

/// A verification whose process a signal ends leaves its directory behind, and the next one removes it.
@Suite struct ScratchDirectoryTests {
    private let base = FileManager.default.temporaryDirectory.appending(path: "scratch-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true) }

    /// A directory as a verification leaves it, with its last change so long ago.
    private func leave(_ name: String, secondsAgo: TimeInterval) throws -> String {
        let path = "\(base)/\(name)"
        try FileManager.default.createDirectory(atPath: "\(path)/gnupg/private", withIntermediateDirectories: true)
        try Data("key".utf8).write(to: URL(filePath: "\(path)/gnupg/private/key"))
        try age(path, secondsAgo)
        return path
    }

    private func age(_ path: String, _ seconds: TimeInterval) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func whatADeadProcessLeftGoesAndNothingElse() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        let abandoned = try leave("dbconverge-trust-aaaaaa", secondsAgo: 3600)
        let young = try leave("dbconverge-trust-bbbbbb", secondsAgo: 60)
        let other = try leave("dbconverge-bbbbbb", secondsAgo: 3600)
        let target = try leave("elsewhere", secondsAgo: 3600)
        let link = "\(base)/dbconverge-trust-cccccc"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        let inUse = try ScratchDirectory(in: base)
        _ = try inUse.write("payload", [1])
        try age(inUse.path, 3600)

        let next = try ScratchDirectory(in: base)
        #expect(!exists(abandoned))
        #expect(exists(young), "its process may not have locked it yet")
        #expect(exists(other) && exists("\(target)/gnupg/private/key") && exists(link))
        #expect(exists("\(inUse.path)/payload"), "its process lives")
        next.remove()
        inUse.remove()
        #expect(!exists(next.path) && !exists(inUse.path))
    }
}
