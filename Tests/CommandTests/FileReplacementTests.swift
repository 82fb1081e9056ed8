import Foundation
import Testing

@testable import dbconverge

@Suite struct FileReplacementTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "replace-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func write(_ name: String, _ text: String, mode: Int = 0o640) throws -> FileReplacement.Item {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return (path, Array(text.utf8), Array("new \(text)".utf8))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    @Test func allFilesAreReplacedAndKeepTheirModes() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileReplacement.replace([try write("a", "a"), try write("b", "b", mode: 0o755)])
        #expect(try text("a") == "new a" && text("b") == "new b")
        #expect(try names == ["a", "b"])
        let modes = try ["a", "b"].map {
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.posixPermissions] as? Int
        }
        #expect(modes == [0o640, 0o755])
    }

    @Test func oneThatHasChangedStopsAll() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var second = try write("b", "b")
        second.old = Array("other".utf8)
        #expect { try FileReplacement.replace([try write("a", "a"), second]) } throws: {
            "\($0)".contains("has changed since it was read; nothing was written")
        }
        #expect(try text("a") == "a" && text("b") == "b")
        #expect(try names == ["a", "b"])
    }

    @Test func aSymbolicLinkIsRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let real = try write("real", "x")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "real")
        #expect { try FileReplacement.replace([("\(folder)/link", old: real.old, new: real.new)]) } throws: {
            "\($0)".contains("it is a symbolic link")
        }
        #expect(try text("real") == "x")
        #expect(try names == ["link", "real"])
    }

    @Test func aMissingFileIsToldOf() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect { try FileReplacement.replace([("\(folder)/none", old: [], new: [1])]) } throws: {
            "\($0)".contains("No such file")
        }
    }
}
