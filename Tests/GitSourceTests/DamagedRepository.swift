import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// The real child, with limits that tests can wait for.
extension GitChild {
    static func probe(
        silence: Duration = .seconds(20), total: Duration = .seconds(120), memoryBytes: Int = 1 << 30,
        answerBytes: Int = 640 << 20
    ) -> GitChild {
        GitChild(
            executable: URL.builtProgram("GitProbe").path,
            limits: .init(silence: silence, total: total, memoryBytes: memoryBytes, answerBytes: answerBytes))
    }
}

extension TemporaryRepository {
    /// What is asked for in these tests: the manifests at HEAD.
    func request(ref: String = "HEAD", path: String? = "", limits: GitReader.Limits = .init()) -> GitRequest {
        GitRequest(
            repository: self.path, workingDirectory: "/", ref: ref, paths: path.map { [$0] }, suffixes: [".yaml"],
            limits: limits)
    }

    /// The error of the child: the same reading in this process could hang or crash.
    func damage(
        ref: String = "HEAD", child: GitChild = .probe(), sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        let error = #expect(throws: GitSourceError.self, sourceLocation: sourceLocation) {
            try request(ref: ref).snapshot(by: child)
        }
        return try #require(error, sourceLocation: sourceLocation)
    }

    /// The file of a loose object.
    func loose(_ revision: String) throws -> String {
        let id = try git("rev-parse", revision)
        return "\(path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    }

    /// Puts something else into a file that git has made, and lets everyone write it.
    func replace(_ file: String, _ change: (inout [UInt8]) throws -> Void) throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        try change(&bytes)
        try FileManager.default.removeItem(atPath: file)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }

    /// Writes an object that git itself would not write, under the id of its content or another; returns the id.
    @discardableResult
    func plant(_ kind: ObjectKind, _ bytes: [UInt8], as id: String? = nil, size: Int? = nil) throws -> String {
        let id = try id ?? #require(GitObject(kind: kind, bytes: bytes).id).hexadecimal
        let file = URL(fileURLWithPath: "\(path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(at: file)
        try Data(zlib(Array("\(kind.name) \(size ?? bytes.count)\0".utf8) + bytes)).write(to: file)
        return id
    }

    /// A commit of a tree that git would not write.
    func plantCommit(tree: String, message: String = "x") throws -> String {
        let person = "A <a@example.com> 1767323045 +0000"
        return try plant(.commit, Array("tree \(tree)\nauthor \(person)\ncommitter \(person)\n\n\(message)\n".utf8))
    }

    /// One entry of a tree.
    static func entry(_ name: [UInt8], _ id: String, mode: String = "100644") throws -> [UInt8] {
        Array("\(mode) ".utf8) + name + [0] + (try #require(ObjectID(hexadecimal: id.utf8)).bytes)
    }
}

/// A zlib stream of stored blocks.
func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
        let block = rest.prefix(65535)
        rest = rest.dropFirst(block.count)
        let length = UInt16(block.count)
        out.append(rest.isEmpty ? 1 : 0)
        for word in [length, ~length] { out += [UInt8(word & 255), UInt8(word >> 8)] }
        out += block
    } while !rest.isEmpty
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
        low = (low + UInt32(byte)) % 65521
        high = (high + low) % 65521
    }
    let sum = high << 16 | low
    return out + [24, 16, 8, 0].map { UInt8(sum >> $0 & 255) }
}

extension TemporaryRepository {
    /// A child that is a shell script.
    func child(
        _ text: String, silence: Duration = .seconds(20), total: Duration = .seconds(60), answerBytes: Int = 1 << 20
    ) throws -> GitChild {
        let (text, file) = (Data("#!/bin/sh\n\(text)\n".utf8), "\(directory)/child")
        try text.write(to: URL(fileURLWithPath: "\(file).sh"))
        // Written by another process: a program that this one has open for writing while it starts others is "busy".
        let install = try Process.run(
            URL(fileURLWithPath: "/usr/bin/install"), arguments: ["-m", "755", "\(file).sh", file])
        install.waitUntilExit()
        var child = GitChild.probe(silence: silence, total: total, answerBytes: answerBytes)
        child.executable = file
        return child
    }
}
