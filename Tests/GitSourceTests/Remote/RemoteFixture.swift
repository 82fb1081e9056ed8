import Foundation
import TestSupport

@testable import GitSource

/// A repository that people push to, served from a folder, with a home and a cache of its own.
struct RemoteFixture {
    let work: TemporaryRepository
    /// What is served: `open/fleet.git` and `private/fleet.git`, which are the same.
    let folder: String
    let home: String
    let cache: String

    init() throws {
        work = try TemporaryRepository()
        folder = "\(work.directory)/served"
        home = "\(work.directory)/home"
        cache = "\(work.directory)/cache"
        for path in ["\(folder)/open", "\(folder)/private", "\(home)/.ssh"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try work.write("fleets/a.yaml", "one")
        try work.commit("one")
        try work.git("tag", "--annotate", "v1", "--message", "release")
        try work.write("fleets/a.yaml", "two")
        try work.commit("two")
        try work.git("branch", "feature/new", "HEAD~1")
        try work.git("clone", "--quiet", "--mirror", work.path, "\(folder)/open/fleet.git")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/private/fleet.git", withDestinationPath: "\(folder)/open/fleet.git")
    }

    /// Where the repository lies.
    var bare: String { "\(folder)/open/fleet.git" }

    /// Commits a file's new content, and pushes everything as the server's state.
    @discardableResult
    func push(_ text: String) throws -> String {
        try work.write("fleets/a.yaml", text)
        let id = try work.commit(text)
        try push()
        return id
    }

    func push() throws { try work.git("push", "--quiet", "--mirror", bare) }

    /// Reads as a run does: in children, with this home and cache and no variables but these.
    func read(
        _ url: String, ref: String = "HEAD", path: String = "", timeout: Duration = .seconds(60),
        allowedAge: Duration? = nil, _ environment: [String: String] = [:]
    ) throws -> Snapshot {
        try request(url, ref: ref, path: path).read(
            settings(timeout: timeout, allowedAge: allowedAge), by: child(environment))
    }

    func resolve(_ url: String, ref: String = "HEAD", _ environment: [String: String] = [:]) throws -> Revision {
        try GitRequest(repository: url, workingDirectory: "/", ref: ref).resolve(settings(), by: child(environment))
            .answer
    }

    /// The error of a read that has to fail.
    func failure(
        _ url: String, ref: String = "HEAD", path: String = "", timeout: Duration = .seconds(60),
        allowedAge: Duration? = nil, _ environment: [String: String] = [:]
    ) -> GitSourceError? {
        do {
            _ = try read(url, ref: ref, path: path, timeout: timeout, allowedAge: allowedAge, environment)
            return nil
        } catch {
            return error as? GitSourceError
        }
    }

    func request(_ url: String, ref: String = "HEAD", path: String = "") -> GitRequest {
        GitRequest(
            repository: url, workingDirectory: "/", ref: ref, paths: [path].filter { !$0.isEmpty }, suffixes: [".yaml"])
    }

    func settings(timeout: Duration = .seconds(60), allowedAge: Duration? = nil) -> RemoteSettings {
        var settings = RemoteSettings(fetchTimeout: timeout, allowedAge: allowedAge)
        settings.cache = cache
        return settings
    }

    func child(_ environment: [String: String] = [:]) -> GitChild {
        var child = GitChild.probe()
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        child.environment = ["HOME": home, "PATH": path, "LC_ALL": "C"].merging(environment) { $1 }
        return child
    }

    /// The mirrors that there are.
    func mirrors() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasSuffix(".git") }.map {
            "\(cache)/\($0)"
        }
    }

    func writeHome(_ file: String, _ text: String) throws {
        try text.write(toFile: "\(home)/\(file)", atomically: true, encoding: .utf8)
    }
}

extension Snapshot {
    var texts: [String] { files.map { String(decoding: $0.bytes, as: UTF8.self) } }
}
