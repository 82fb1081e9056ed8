import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Reading over every transport, from real servers.
@Suite struct TransportTests {
    private let fixture: RemoteFixture

    init() throws { fixture = try RemoteFixture() }

    private func expectBothCommits(_ url: String, _ environment: [String: String] = [:]) throws {
        let first = try fixture.read(url, ref: "main", environment)
        #expect(first.texts == ["two"] && first.revision.ref == "main" && first.repository == url)
        #expect(try fixture.read(url, environment).revision == first.revision)
        #expect(try fixture.read(url, ref: "v1", path: "fleets", environment).texts == ["one"])
        let id = try fixture.push("three")
        #expect(try fixture.resolve(url, ref: "main", environment).oid == id)
        #expect(try fixture.read(url, ref: "main", environment).texts == ["three"])
        #expect(try fixture.read(url, ref: "main~2", environment).texts == ["one"])
    }

    @Test func aFileURL() throws { try expectBothCommits("file://\(fixture.bare)") }

    @Test func theGitProtocol() throws {
        let daemon = try GitDaemon(fixture.folder)
        try expectBothCommits(daemon.url("open/fleet.git"))
        let error = fixture.failure(daemon.url("open/none.git"))
        #expect(error?.code == .fetchFailed || error?.code == .notARepository, "\(String(describing: error))")
    }

    @Test func plainHTTP() throws {
        let server = try GitWebServer(fixture.folder, hasTLS: false)
        try expectBothCommits(server.url("open/fleet.git"))
        #expect(fixture.failure(server.url("open/none.git"))?.code == .notARepository)
        #expect(try fixture.read(server.url("moved/fleet.git"), ref: "v1").texts == ["one"])
    }

    @Test func HTTPSWithAnAuthorityOfItsOwn() throws {
        let server = try GitWebServer(fixture.folder, hasTLS: true)
        let trusted = ["GIT_SSL_CAINFO": server.authority]
        try expectBothCommits(server.url("open/fleet.git"), trusted)
        #expect(try fixture.read(server.url("moved/fleet.git"), ref: "v1", trusted).texts == ["one"])
        let error = try #require(fixture.failure(server.url("open/fleet.git")))
        #expect(error.code == .untrustedServer && error.hint.contains("GIT_SSL_CAINFO"), "\(error)")
        // The certificate is for another name.
        let other = try #require(fixture.failure(server.url("open/fleet.git", host: "127.0.0.1"), trusted))
        #expect(other.code == .untrustedServer, "\(other)")
    }

    @Test func HTTPSWithALogin() throws {
        let server = try GitWebServer(fixture.folder, hasTLS: true)
        let trusted = ["GIT_SSL_CAINFO": server.authority]
        let url = server.url("private/fleet.git")
        let without = try #require(fixture.failure(url, trusted))
        #expect(without.code == .loginFailed && without.message.contains("there is none"), "\(without)")
        #expect(without.hint.contains("DBCONVERGE_GIT_TOKEN"))
        let logins: [[String: String]] = [
            ["DBCONVERGE_GIT_TOKEN": "t0ken"], ["GITHUB_TOKEN": "t0ken", "GITHUB_SERVER_URL": "https://localhost"],
            ["CI_JOB_TOKEN": "j0b", "CI_SERVER_HOST": "localhost"],
        ]
        for login in logins {
            #expect(try fixture.read(url, trusted.merging(login) { $1 }).texts == ["two"])
        }
        #expect(try fixture.read(server.url("private/fleet.git", login: "ada:s3cret@"), trusted).texts == ["two"])
        let wrong = try #require(fixture.failure(url, trusted.merging(["DBCONVERGE_GIT_TOKEN": "wr0ng"]) { $1 }))
        #expect(wrong.code == .loginFailed && wrong.message.contains("DBCONVERGE_GIT_TOKEN"), "\(wrong)")
        #expect(!wrong.description.contains("wr0ng"))
        // The next one is tried.
        try fixture.writeHome(".netrc", "machine localhost login ada password s3cret\n")
        #expect(try fixture.read(url, trusted.merging(["DBCONVERGE_GIT_TOKEN": "wr0ng"]) { $1 }).texts == ["two"])
        try fixture.writeHome(".netrc", "")
        try fixture.writeHome(
            ".gitconfig", "[credential]\n\thelper = \"!f() { echo username=ada; echo password=s3cret; }; f\"\n")
        #expect(try fixture.read(url, trusted).texts == ["two"])
    }

    @Test(arguments: [true, false]) func noLoginFollowsARedirectToAnotherHost(hasTLS: Bool) throws {
        let server = try GitWebServer(fixture.folder, hasTLS: hasTLS)
        let environment = ["GIT_SSL_CAINFO": server.authority, "DBCONVERGE_GIT_TOKEN": "t0ken"]
        let error = try #require(fixture.failure(server.url("away/fleet.git"), environment))
        #expect([.loginFailed, .untrustedServer, .fetchFailed].contains(error.code), "\(error)")
        #expect(!server.requests(fixture.folder).contains("x-access-token"))
    }

    @Test func aSecretIsWrittenNowhere() throws {
        let server = try GitWebServer(fixture.folder, hasTLS: true)
        let trusted = ["GIT_SSL_CAINFO": server.authority]
        let snapshot = try fixture.read(server.url("private/fleet.git", login: "ada:s3cret@"), trusted)
        #expect(!snapshot.repository.contains("s3cret"))
        let error = try #require(
            fixture.failure(server.url("private/none.git", login: "ada:s3cret@"), trusted))
        #expect(!error.description.contains("s3cret"), "\(error)")
        for case let name as String in FileManager.default.enumerator(atPath: fixture.cache) ?? .init() {
            let content = FileManager.default.contents(atPath: "\(fixture.cache)/\(name)") ?? Data()
            #expect(content.range(of: Data("s3cret".utf8)) == nil, "\(name)")
        }
    }

    @Test func aServerThatIsNotThere() throws {
        let daemon = try GitDaemon(fixture.folder)
        let url = daemon.url("open/fleet.git")
        daemon.stop()
        let error = try #require(fixture.failure(url))
        #expect(error.code == .fetchFailed && error.hint.contains("git ls-remote"), "\(error)")
        let unknown = try #require(fixture.failure("https://no-such-host.invalid/fleet.git"))
        #expect(unknown.code == .fetchFailed, "\(unknown)")
    }
}
