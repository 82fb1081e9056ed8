import Foundation
import TestSupport
import Testing

@testable import GitSource

/// A small repository in one of the forms that repositories have on disk, whose files can be bent and mended.
final class FuzzBase {
    enum Form: CaseIterable, Sendable {
        /// Every object and every reference in a file of its own.
        case loose
        /// One pack, packed references.
        case packed
        /// Packs with everything that git keeps beside them to be faster.
        case indexed
        /// Objects in another repository.
        case borrowed
        case shallow
        /// A work tree beside another one's.
        case linked
    }

    /// A file as it was made.
    struct File {
        let path: String
        let bytes: [UInt8]
        let sort: Sort
    }

    /// What a file is to git.
    enum Sort: Hashable, CaseIterable {
        case pack, packIndex, packAid, looseObject, reference, packedReferences, head, configuration, index, other
    }

    let form: Form
    /// What is read.
    let path: String
    /// Git's own files, sorted by their paths.
    let files: [File]
    /// What loose objects hold, by the paths of their files.
    let objects: [String: GitObject]
    private let repository: TemporaryRepository
    private var touched: Set<String> = []
    private let originals: [String: [UInt8]]

    init(_ form: Form) throws {
        self.form = form
        repository = try FuzzBase.history()
        let source = repository.path
        var roots = ["\(source)/.git"]
        switch form {
        case .loose: path = source
        case .packed, .indexed:
            path = source
            let isIndexed = form == .indexed
            try repository.git("-c", "pack.threads=1", "repack", "-a", "-d", "--quiet", isIndexed ? "-b" : "-q")
            try repository.git("pack-refs", "--all")
            if isIndexed {
                try repository.git("commit-graph", "write", "--reachable")
                let some = try repository.git("rev-list", "--objects", "side").split(separator: "\n").map {
                    "\($0.prefix(40))\n"
                }
                _ = try repository.output(
                    of: ["pack-objects", "--quiet", "\(source)/.git/objects/pack/pack"], input: some.joined())
                try repository.git("multi-pack-index", "write")
            }
        case .borrowed:
            path = "\(repository.directory)/borrower"
            try repository.git("clone", "--quiet", "--shared", source, path)
            try repository.git("-C", path, "branch", "--quiet", "side", "origin/side")
            roots.append("\(path)/.git")
        case .shallow:
            path = "\(repository.directory)/clone"
            try repository.git("clone", "--quiet", "--depth=2", "--no-single-branch", "file://\(source)", path)
            try repository.git("-C", path, "branch", "--quiet", "side", "origin/side")
            roots = ["\(path)/.git"]
        case .linked:
            path = "\(repository.directory)/linked"
            try repository.git("worktree", "add", "--quiet", "-b", "other", path, "main")
            roots.append("\(path)/.git")
        }
        files = try roots.flatMap { try FuzzBase.files(below: $0) }.sorted { $0.path < $1.path }
        originals = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
        objects = try Dictionary(
            uniqueKeysWithValues: files.filter { $0.sort == .looseObject }.compactMap { file in
                try LooseObject.read(file.path) { _ in }.map { (file.path, $0) }
            })
    }

    /// Two branches, three commits on the one and one on the other, a tag and a tag of that.
    private static func history() throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        func write(_ version: Int) throws {
            try repository.write("fleets/a.yaml", "version: \(version)\n")
            let lines = (0..<60).map { "- { id: \($0 * 7919 % 1000), version: \($0 == version ? version : 1) }\n" }
            try repository.write("fleets/b.yaml", lines.joined())
            try repository.write("fleets/deep/c.yml", "c\n")
            try repository.write("README.md", "read me, \(version)\n")
        }
        try write(1)
        try repository.commit("one")
        try repository.git("checkout", "--quiet", "-b", "side")
        try write(9)
        try repository.commit("aside")
        try repository.git("checkout", "--quiet", "main")
        try write(2)
        try repository.commit("two")
        try repository.git("tag", "--annotate", "v1", "--message", "release")
        try repository.git("tag", "--annotate", "nested", "v1", "--message", "again")
        try write(3)
        try repository.commit("three")
        return repository
    }

    private static func files(below root: String) throws -> [File] {
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory)
        let names = isDirectory.boolValue ? try FileManager.default.subpathsOfDirectory(atPath: root) : [""]
        return try names.compactMap { name in
            let path = name.isEmpty ? root : "\(root)/\(name)"
            // Hooks, logs and the description play no part in reading.
            if ["hooks/", "logs/", "description", "branches/"].contains(where: { name.hasPrefix($0) }) { return nil }
            let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            guard kind == .typeRegular else { return nil }
            return File(path: path, bytes: Array(try Data(contentsOf: URL(filePath: path))), sort: sort(of: path))
        }
    }

    private static func sort(of path: String) -> Sort {
        let name = path.split(separator: "/").last ?? ""
        if path.contains("/objects/pack/") {
            return name.hasSuffix(".pack")
                ? .pack : name.hasSuffix(".idx") || !name.contains(".") ? .packIndex : .packAid
        }
        if path.contains("/objects/") { return name.count == 38 ? .looseObject : .packAid }
        if path.contains("/refs/") { return .reference }
        switch name {
        case "packed-refs": return .packedReferences
        case "HEAD": return .head
        case "config": return .configuration
        case "index": return .index
        default: return .other
        }
    }

    /// Puts something else in the place of a file.
    func put(_ content: FuzzChange.Content, at path: String) throws {
        touched.insert(path)
        try? FileManager.default.removeItem(atPath: path)
        switch content {
        case .bytes(let bytes): try write(bytes, path)
        case .nothing: break
        case .directory: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        case .link(let target):
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        }
    }

    /// Makes everything as it was.
    func mend() throws {
        for path in touched.sorted() {
            try? FileManager.default.removeItem(atPath: path)
            if let bytes = originals[path] { try write(bytes, path) }
        }
        touched = []
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
        let url = URL(filePath: path)
        do {
            try Data(bytes).write(to: url)
        } catch {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
    }
}
