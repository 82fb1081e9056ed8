import Testing

@testable import GitSource

/// What may be given as a repository's URL, and what is shown of it.
@Suite struct RemoteURLTests {
    @Test(arguments: [
        ("https://example.com/group/fleet.git", RemoteURL.Transport.https, "example.com", nil, nil, "/group/fleet.git"),
        ("HTTPS://Example.COM:8443/fleet", .https, "example.com", 8443, nil, "/fleet"),
        ("http://[::1]:8080/fleet.git", .http, "::1", 8080, nil, "/fleet.git"),
        ("https://ada@example.com/fleet%20x", .https, "example.com", nil, "ada", "/fleet x"),
        ("ssh://git@example.com:2222/group/fleet.git", .ssh, "example.com", 2222, "git", "/group/fleet.git"),
        ("git+ssh://git@example.com/~ada/fleet", .ssh, "example.com", nil, "git", "/~ada/fleet"),
        ("git@example.com:group/fleet.git", .ssh, "example.com", nil, "git", "group/fleet.git"),
        ("example.com:fleet", .ssh, "example.com", nil, nil, "fleet"),
        ("git://example.com/fleet.git", .git, "example.com", nil, nil, "/fleet.git"),
        ("file:///srv/fleet.git", .file, "", nil, nil, "/srv/fleet.git"),
        ("file://localhost/srv/fleet.git", .file, "localhost", nil, nil, "/srv/fleet.git"),
    ])
    func aURLIsUnderstood(
        _ text: String, transport: RemoteURL.Transport, host: String, port: Int?, user: String?, path: String
    ) throws {
        let url = try #require(try RemoteURL(text))
        #expect(url.transport == transport && url.host == host && url.port == port)
        #expect(url.user == user && url.path == path && url.password == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.7.7.7", true), ("localhost", true), ("[::1]", true), ("127.evil.example", false),
        ("127.0.0.1.evil.example", false), ("128.0.0.1", false),
    ])
    func onlyThisMachineIsLoopback(_ host: String, isLoopback: Bool) throws {
        #expect(try RemoteURL("http://\(host)/x")?.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "fleets", "/srv/fleet.git", "./a:b", "../x", "dir/a:b", "~/fleet", ":x"])
    func aPathIsNone(_ text: String) throws { #expect(try RemoteURL(text) == nil) }

    @Test(arguments: [
        ("ftp://example.com/x", "`ftp://`"), ("https://", "names no repository"), ("https:///x", "no host"),
        ("https://example.com", "names no repository"), ("https://example.com/", "names no repository"),
        ("https://example.com/a b", "space"), ("https://example.com/x\n", "control"), ("https://e.com/x?y=1", "`?`"),
        ("https://e.com/x#main", "--ref"), ("ssh://-oProxyCommand=x/y", "begins with `-`"),
        ("-oProxyCommand=x:y", "begins with `-`"), ("git@example.com:", "names no repository"),
        ("@example.com:x", "user"), ("a@b@example.com:x", "user"), ("file://other/srv/x", "another host"),
        ("https://e.com/x%0ay", "control"), ("http://x%0ahost=e.com%0aprotocol=https@127.0.0.1:1/r.git", "control"),
        ("https://a:b%0dc@e.com/x", "control"), ("https://exa mple.com/x", "space"),
        ("https://e.com:99999999/x", "malformed"),
    ])
    func whatIsNoneIsExplained(_ text: String, why: String) {
        let error = #expect(throws: GitSourceError.self) { try RemoteURL(text) }
        #expect(error?.code == .invalidURL)
        #expect(
            error?.message.contains(why) == true || error?.message.contains("malformed") == true,
            "\(String(describing: error))")
        #expect(error?.hint.contains("https://") == true)
    }

    @Test(arguments: [
        ("https://ada:s3cret@example.com/fleet.git", "https://example.com/fleet.git"),
        ("https://s3cret@example.com/fleet.git", "https://example.com/fleet.git"),
        ("http://:s3cret@example.com:81/a%20b", "http://example.com:81/a%20b"),
        ("ssh://git:s3cret@example.com/x", "ssh://git@example.com/x"),
    ])
    func whatIsShownHasNoSecret(_ text: String, shown: String) throws {
        let url = try #require(try RemoteURL(text))
        #expect(url.text == shown)
        #expect(!url.directoryName.contains("s3cret"))
        #expect(GitReader.withoutPassword(text) == shown)
    }

    @Test func eachURLHasAMirrorOfItsOwn() throws {
        let texts = [
            "https://example.com/fleet.git", "https://example.com/fleet", "https://example.com:444/fleet.git",
            "http://example.com/fleet.git", "https://other.com/fleet.git", "https://ada@example.com/fleet.git",
            "ssh://git@example.com/fleet.git", "git@example.com:fleet.git", "file:///fleet.git",
        ]
        let names = try texts.map { try #require(try RemoteURL($0)).directoryName }
        #expect(Set(names).count == texts.count)
        #expect(names.allSatisfy { $0.hasPrefix("fleet-") && $0.hasSuffix(".git") && !$0.contains("/") })
        let same = try #require(try RemoteURL("https://EXAMPLE.com/fleet.git"))
        #expect(same.directoryName == names[0])
        let odd = try #require(try RemoteURL("https://example.com/..%2F..%2Fetc/päss"))
        #expect(!odd.directoryName.contains("/") && !odd.directoryName.hasPrefix("."))
    }
}
