import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TemporaryRepository {
    /// Reads from inside the repository.
    func read(ref: String = "HEAD", path: String = "") throws -> Snapshot { try read(ref: ref, paths: [path]) }

    /// The same with any number of paths.
    func read(ref: String = "HEAD", paths: [String]) throws -> Snapshot {
        try GitReader.read(repository: nil, workingDirectory: self.path, ref: ref, paths: paths)
    }

    /// The error of a read that has to fail.
    func failure(
        repository: String? = nil, workingDirectory: String? = nil, ref: String = "HEAD", path: String = "",
        limits: GitReader.Limits = .init(), sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        try failure(
            repository: repository, workingDirectory: workingDirectory, ref: ref, paths: [path], limits: limits,
            sourceLocation: sourceLocation)
    }

    /// The same with any number of paths.
    func failure(
        repository: String? = nil, workingDirectory: String? = nil, ref: String = "HEAD", paths: [String],
        limits: GitReader.Limits = .init(), sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        let error = #expect(throws: GitSourceError.self, sourceLocation: sourceLocation) {
            try GitRequest(
                repository: repository, workingDirectory: workingDirectory ?? self.path, ref: ref, paths: paths,
                suffixes: [".yaml", ".yml"], limits: limits
            ).snapshot(by: nil)
        }
        return try #require(error, sourceLocation: sourceLocation)
    }

    /// What `git show` says that a file holds.
    func show(_ path: String, at ref: String = "HEAD") throws -> [UInt8] {
        try output(of: ["show", "\(ref):\(path)"])
    }

    /// Everything on disk, with content and time of change: the proof that nothing was written.
    func fingerprint() throws -> [String: String] {
        var result: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            result[name] =
                "\(String(describing: attributes[.modificationDate])) \(String(describing: attributes[.size]))"
        }
        return result
    }
}

extension Snapshot {
    var paths: [String] { files.map(\.path) }
}
