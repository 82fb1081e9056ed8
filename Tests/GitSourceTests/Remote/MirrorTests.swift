import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import GitSource

/// The mirrors in the cache: kept up to date, shared, and never trusted further than they go.
@Suite struct MirrorTests {
    private let fixture: RemoteFixture
    private var url: String { "file://\(fixture.bare)" }

    init() throws { fixture = try RemoteFixture() }

    @Test func onlyWhatIsAskedForIsFetched() throws {
        _ = try fixture.read(url, ref: "main")
        let mirror = try #require(try fixture.mirrors().first)
        let refs = try run("git", ["--git-dir", mirror, "for-each-ref", "--format=%(refname)"])
        #expect(refs.split(separator: "\n") == ["refs/heads/main", "refs/tags/v1"])
        #expect(try run("git", ["--git-dir", mirror, "fsck", "--strict"]).contains("error") == false)
        let attributes = try FileManager.default.attributesOfItem(atPath: mirror)
        #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0)
    }

    @Test(arguments: ["feature/new", "refs/heads/feature/new", "v1^{}", "tags/v1", "heads/feature/new"])
    func everyNameThatALocalCloneHasIsRead(_ ref: String) throws {
        guard !ref.contains("{") else { return #expect(fixture.failure(url, ref: ref)?.code == .invalidRef) }
        #expect(try fixture.read(url, ref: ref).texts == ["one"])
    }

    @Test func anIDIsReadInFullOrAbbreviated() throws {
        let id = try fixture.work.git("rev-parse", "HEAD~1")
        #expect(try fixture.read(url, ref: id).texts == ["one"])
        #expect(try fixture.read(url, ref: String(id.prefix(8))).texts == ["one"])
        let main = try fixture.work.git("rev-parse", "HEAD")
        #expect(try fixture.read(url, ref: "main@\(main)").texts == ["two"])
        try fixture.push("three")
        #expect(fixture.failure(url, ref: "main@\(main)")?.code == .refMoved)
        // A whole id cannot move: nothing is asked of a server that is away.
        try FileManager.default.moveItem(atPath: fixture.bare, toPath: "\(fixture.bare).away")
        #expect(try fixture.read(url, ref: id).texts == ["one"])
        #expect(fixture.failure(url, ref: "main") != nil)
    }

    @Test(arguments: [("mian", "main"), ("origin/main", "main"), ("v2", "v1"), ("nothing-like-it", "it has")])
    func anUnknownRefSaysWhatThereIs(_ ref: String, near: String) throws {
        let error = try #require(fixture.failure(url, ref: ref))
        #expect(error.code == .unknownRef && error.hint.contains(near) && error.message.contains(url), "\(error)")
    }

    @Test func aBranchThatIsDeletedIsGone() throws {
        #expect(try fixture.read(url, ref: "feature/new").texts == ["one"])
        try fixture.work.git("branch", "--quiet", "-D", "feature/new")
        try fixture.work.git("branch", "feature", "main")
        try fixture.push()
        #expect(fixture.failure(url, ref: "feature/new")?.code == .unknownRef)
        #expect(try fixture.read(url, ref: "feature").texts == ["two"])
    }

    @Test(arguments: ["--annotate", "--no-sign"]) func aTagThatIsMovedIsFollowed(_ kind: String) throws {
        let message = kind == "--annotate" ? ["--message", "moved"] : []
        func tag(_ commit: String) throws {
            // By the repository's own author: git may know no name of the user who runs the tests.
            let id = try fixture.work.git("rev-parse", commit)
            _ = try fixture.work.output(of: ["tag", "--force", kind, "v1", id] + message)
            try fixture.push()
        }
        try tag("HEAD~1")
        #expect(try fixture.read(url, ref: "v1").texts == ["one"])
        try tag("HEAD")
        #expect(try fixture.read(url, ref: "v1").texts == ["two"])
        // Also one that came along with a branch.
        _ = try fixture.read(url, ref: "main")
        try tag("HEAD~1")
        #expect(try fixture.resolve(url, ref: "v1").oid == fixture.work.git("rev-parse", "HEAD~1"))
    }

    @Test func aBranchAndATagOfOneNameAreAmbiguousAsInAClone() throws {
        try fixture.work.git("tag", "main", "HEAD~1")
        try fixture.push()
        let error = try #require(fixture.failure(url, ref: "main"))
        #expect(error.code == .ambiguousRef, "\(error)")
        #expect(try fixture.read(url, ref: "refs/heads/main").texts == ["two"])
    }

    @Test func aForcedPushIsFollowed() throws {
        _ = try fixture.read(url, ref: "main")
        try fixture.work.git("checkout", "--quiet", "--orphan", "new")
        try fixture.work.git("branch", "--quiet", "-D", "main")
        try fixture.work.git("branch", "--quiet", "-m", "main")
        try fixture.push("orphan")
        #expect(try fixture.read(url, ref: "main").texts == ["orphan"])
    }

    @Test func theDefaultBranchMayBeAnother() throws {
        #expect(try fixture.read(url).revision.ref == "main")
        try run("git", ["--git-dir", fixture.bare, "symbolic-ref", "HEAD", "refs/heads/feature/new"])
        let snapshot = try fixture.read(url)
        #expect(snapshot.revision.ref == "feature/new" && snapshot.texts == ["one"])
        let id = try fixture.work.git("rev-parse", "HEAD~1")
        try run("git", ["--git-dir", fixture.bare, "update-ref", "--no-deref", "HEAD", id])
        #expect(try fixture.read(url).texts == ["one"])
        try run("git", ["--git-dir", fixture.bare, "symbolic-ref", "HEAD", "refs/heads/none"])
        #expect(fixture.failure(url)?.code == .unknownRef)
    }

    @Test func anEmptyRepositoryIsSaidToBeEmpty() throws {
        try run("git", ["init", "--quiet", "--bare", "\(fixture.folder)/empty.git"])
        #expect(fixture.failure("file://\(fixture.folder)/empty.git")?.code == .emptyRepository)
    }

    @Test(arguments: [
        "objects", "HEAD", "config", "refs", "packs cut", "packs gone", "indexes bent", "ref bent",
        "nothing but a file",
    ])
    func aDamagedMirrorIsMadeAnew(_ what: String) throws {
        _ = try fixture.read(url, ref: "main")
        let mirror = try #require(try fixture.mirrors().first)
        let files = FileManager.default
        let packs = "\(mirror)/objects/pack"
        for name in try files.contentsOfDirectory(atPath: packs) {
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(packs)/\(name)")
        }
        switch what {
        case "packs cut", "packs gone":
            for name in try files.contentsOfDirectory(atPath: packs) where name.hasSuffix(".pack") {
                if what == "packs cut" {
                    truncate("\(packs)/\(name)", 40)
                } else {
                    try files.removeItem(atPath: "\(packs)/\(name)")
                }
            }
        case "indexes bent":
            for name in try files.contentsOfDirectory(atPath: packs) where name.hasSuffix(".idx") {
                try Data(repeating: 7, count: 2000).write(to: URL(filePath: "\(packs)/\(name)"))
            }
        case "ref bent": try "nonsense".write(toFile: "\(mirror)/refs/heads/main", atomically: true, encoding: .utf8)
        case "nothing but a file":
            try files.removeItem(atPath: mirror)
            try "x".write(toFile: mirror, atomically: true, encoding: .utf8)
        default: try files.removeItem(atPath: "\(mirror)/\(what)")
        }
        #expect(try fixture.read(url, ref: "main").texts == ["two"])
        try fixture.push("three")
        #expect(try fixture.read(url, ref: "main").texts == ["three"])
    }

    @Test func whatAKilledProcessLeftIsRemoved() throws {
        _ = try fixture.read(url, ref: "main")
        let mirror = try #require(try fixture.mirrors().first)
        let leftovers = [
            "refs/heads/main.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "objects/pack/pack_abc123",
        ]
        for name in leftovers { try "x".write(toFile: "\(mirror)/\(name)", atomically: true, encoding: .utf8) }
        try fixture.push("three")
        #expect(try fixture.read(url, ref: "main").texts == ["three"])
        for name in leftovers { #expect(!FileManager.default.fileExists(atPath: "\(mirror)/\(name)"), "\(name)") }
    }

    @Test func aFetchThatFailsIsAnErrorUnlessOldIsAllowed() async throws {
        let daemon = try GitDaemon(fixture.folder)
        let url = daemon.url("open/fleet.git")
        #expect(try fixture.read(url, ref: "main").texts == ["two"])
        daemon.stop()
        #expect(fixture.failure(url, ref: "main")?.code == .fetchFailed)
        let snapshot = try fixture.read(url, ref: "main", allowedAge: .seconds(600))
        #expect(snapshot.texts == ["two"])
        #expect(snapshot.warnings.contains { $0.contains("going on with what was fetched") }, "\(snapshot.warnings)")
        let warnings = Mutex<[String]>([])
        let resolved = try await GitReader.resolve(
            repository: url, workingDirectory: "/", ref: "main", remote: fixture.settings(allowedAge: .seconds(600))
        ) { warning in warnings.withLock { $0.append(warning) } }
        #expect(resolved == snapshot.revision)
        #expect(warnings.withLock { $0.map { $0.contains("going on with what was fetched") } } == [true])
        // Of another ref nothing was fetched.
        #expect(fixture.failure(url, ref: "v1", allowedAge: .seconds(600))?.code == .fetchFailed)
        let mirror = try #require(try fixture.mirrors().first)
        for name in try FileManager.default.contentsOfDirectory(atPath: mirror) where name.hasPrefix("fetched-") {
            let old = Date(timeIntervalSinceNow: -3600)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: "\(mirror)/\(name)")
        }
        #expect(fixture.failure(url, ref: "main", allowedAge: .seconds(600))?.code == .fetchFailed)
        #expect(try fixture.read(url, ref: "main", allowedAge: .seconds(7200)).texts == ["two"])
    }

    @Test(arguments: ["cut", "hang"], [0, 30, 400, 100_000])
    func anInterruptedFetchLeavesAMirrorThatTheNextRunUses(_ mode: String, bytes: Int) throws {
        // Something that does not compress.
        var random = SplitMix(seed: 7)
        let noise = (0..<60_000).map { _ in String(random.next(), radix: 36) }.joined()
        try fixture.work.write("noise.txt", noise)
        try fixture.push("three")
        let daemon = try GitDaemon(fixture.folder)
        let script = testsFolder.appending(path: "Reference/relay.py").path
        let relay = try ServerProcess("/usr/bin/env", log: URL(filePath: "\(fixture.folder)/relay.log")) {
            ["python3", script, "\($0)", "\(daemon.port)", mode, "\(bytes)"]
        }
        let broken = "git://127.0.0.1:\(relay.port)/open/fleet.git"
        let error = try #require(fixture.failure(broken, ref: "main", timeout: .seconds(mode == "hang" ? 2 : 60)))
        #expect(error.code == .fetchFailed, "\(error)")
        // The same mirror, as if the server were back at its address.
        let mirror = try #require(try fixture.mirrors().first)
        let whole = try #require(try RemoteURL(daemon.url("open/fleet.git")))
        try FileManager.default.moveItem(atPath: mirror, toPath: "\(fixture.cache)/\(whole.directoryName)")
        #expect(try fixture.read(whole.text, ref: "main", path: "fleets").texts == ["three"])
    }

    @Test func twoProcessesFetchAtOnce() async throws {
        let fixture = fixture
        let url = url
        try await withThrowingTaskGroup(of: [String].self) { group in
            for ref in ["main", "v1", "main", "feature/new", "main", "HEAD"] {
                group.addTask {
                    try await GitReader.onQueue { process throws(GitSourceError) in
                        try fixture.request(url, ref: ref).read(fixture.settings(), by: fixture.child(), process)
                    }.texts + [ref]
                }
            }
            for try await texts in group {
                let isOld = ["v1", "feature/new"].contains(texts[1])
                #expect(texts[0] == (isOld ? "one" : "two"))
            }
        }
        #expect(try fixture.mirrors().count == 1)
    }

    @Test func aLockThatIsHeldTooLongIsAnError() throws {
        _ = try fixture.read(url, ref: "main")
        let lock = try MirrorLock("\(try #require(try fixture.mirrors().first)).lock")
        try lock.acquire(.exclusive, until: .now + .seconds(60), ChildProcess())
        let error = try #require(fixture.failure(url, ref: "main", timeout: .milliseconds(200)))
        #expect(error.code == .fetchFailed && error.message.contains("another process"), "\(error)")
    }

    @Test func aTaskThatIsCancelledEndsItsFetchAtOnce() async throws {
        let daemon = try GitDaemon(fixture.folder)
        let script = testsFolder.appending(path: "Reference/relay.py").path
        let relay = try ServerProcess("/usr/bin/env", log: URL(filePath: "\(fixture.folder)/relay.log")) {
            ["python3", script, "\($0)", "\(daemon.port)", "hang", "0"]
        }
        let request = fixture.request("git://127.0.0.1:\(relay.port)/open/fleet.git", ref: "main")
        let (settings, child) = (fixture.settings(timeout: .seconds(3600)), fixture.child())
        let task = Task {
            try await GitReader.onQueue { process throws(GitSourceError) in
                try request.read(settings, by: child, process)
            }
        }
        // Once the lock's file is there, the fetch is under way or about to be.
        while (try? FileManager.default.contentsOfDirectory(atPath: fixture.cache))?.isEmpty != false {
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        let error = await #expect(throws: GitSourceError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func aCacheThatOthersCanWriteToIsRefused() throws {
        try FileManager.default.createDirectory(atPath: fixture.cache, withIntermediateDirectories: true)
        chmod(fixture.cache, 0o777)
        let error = try #require(fixture.failure(url))
        #expect(error.code == .cacheUnusable && error.message.contains("other users can write"), "\(error)")
        chmod(fixture.cache, 0o755)
        #expect(try fixture.read(url).texts == ["two"])
    }

    @Test func aWorkTreeIsALocalThing() throws {
        var request = fixture.request(url)
        request.readsWorkTree = true
        let error = #expect(throws: GitSourceError.self) { try request.read(fixture.settings(), by: fixture.child()) }
        #expect(error?.code == .noWorkTree && error?.hint.contains("clone") == true)
    }

    @Test func historyIsReadFromTheMirror() throws {
        let first = try fixture.work.git("rev-parse", "HEAD~1")
        let main = try fixture.read(url, ref: "main").revision.oid
        var request = GitRequest(repository: url, workingDirectory: "/", ref: main)
        request.earlier = first
        let relation = try request.located(fixture.settings(), by: fixture.child(), ChildProcess()) {
            request throws(GitSourceError) in try request.relation(by: fixture.child())
        }.answer
        #expect(relation == .descendant)
    }
}
