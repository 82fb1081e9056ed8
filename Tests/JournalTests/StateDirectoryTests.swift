import Fleet
import Foundation
import JournalSupport
import Testing

@testable import Journal

@Suite struct StateDirectoryTests {
    @Test(
        arguments: [
            (nil, ["XDG_STATE_HOME": "/x", "HOME": "/home/ada"], "/x/dbconverge"),
            (nil, ["HOME": "/home/ada"], "/home/ada/.local/state/dbconverge"),
            (nil, ["XDG_STATE_HOME": "", "HOME": "/home/ada"], "/home/ada/.local/state/dbconverge"),
            (nil, ["XDG_STATE_HOME": "relative", "HOME": "/home/ada"], "/home/ada/.local/state/dbconverge"),
            ("", ["HOME": "/home/ada"], "/home/ada/.local/state/dbconverge"),
            ("/var/lib/d", ["XDG_STATE_HOME": "/x", "STATE_DIRECTORY": "/s"], "/var/lib/d"), ("here", [:], "here"),
            (nil, ["STATE_DIRECTORY": "/var/lib/dbconverge", "XDG_STATE_HOME": "/x"], "/var/lib/dbconverge"),
            (nil, ["STATE_DIRECTORY": "/var/lib/one:/var/lib/two"], "/var/lib/one"),
            (nil, ["STATE_DIRECTORY": "relative", "XDG_STATE_HOME": "/x"], "/x/dbconverge"),
            (nil, ["STATE_DIRECTORY": "", "HOME": "/home/ada"], "/home/ada/.local/state/dbconverge"),
        ] as [(String?, [String: String], String)])
    func isFound(explicit: String?, environment: [String: String], path: String) throws {
        #expect(try StateDirectory(explicit: explicit, environment: environment).path == path)
    }

    @Test(arguments: [[:], ["HOME": ""], ["HOME": "relative", "XDG_STATE_HOME": "relative"]] as [[String: String]])
    func nothingSaysWhere(environment: [String: String]) throws {
        let error = try #require(throws: JournalError.self) { try StateDirectory(environment: environment) }
        #expect(error.code == .noStateDirectory)
        #expect(error.hint.contains("--state"))
    }

    @Test func isMadeForItsOwnerOnly() throws {
        let state = try TemporaryState()
        let nested = try StateDirectory(explicit: state.folder.path + "/a/b", environment: [:])
        try nested.create()
        try nested.create()
        for path in ["/a", "/a/b", "/a/b/locks"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: state.folder.path + path)
            #expect(attributes[.posixPermissions] as? Int == 0o700, "\(path)")
        }
    }

    @Test func cannotBeMadeBelowAFile() throws {
        let state = try TemporaryState()
        try Data().write(to: state.folder.appending(path: "file"))
        let below = try StateDirectory(explicit: state.folder.path + "/file/state", environment: [:])
        let error = try #require(throws: JournalError.self) { try below.create() }
        #expect(error.code == .notOpened)
        #expect(error.message.contains(below.path))
        #expect(throws: JournalError.self) { _ = try SQLiteJournal.read(in: below) }
    }

    /// No two fleets share a lock file, and no name leads elsewhere.
    @Test func aLockFileIsSafe() throws {
        let directory = try StateDirectory(explicit: "/s", environment: [:])
        let names = ["orders", "Orders", "a.b", "a", "../../etc/passwd", "", ".", "a/b", "a%2Fb", "ü", "\0", "\n"]
        let long = ["x", "y"].map { String(repeating: "long/", count: 100) + $0 }
        var keys: [FleetKey] = try (names + long).map { try .test($0) }
        keys += [try .test("c", region: "a.b"), try .test("b.c", region: "a")]
        let paths = keys.map(directory.lock(of:))
        #expect(Set(paths).count == keys.count)
        for path in paths {
            let name = try #require(path.hasPrefix("/s/locks/") ? path.dropFirst("/s/locks/".count) : nil)
            #expect(name.utf8.count <= 255 && name.hasSuffix(".lock"))
            #expect(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }, "\(name)")
            #expect(path != directory.setupLock && !path.hasPrefix("/s/locks/fleets-"))
        }
        #expect(paths[0] == "/s/locks/cn-north-4.\(String(repeating: "0", count: 32)).orders.lock")
    }
}
