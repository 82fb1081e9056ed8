import Testing

@testable import GitSource

/// Which logins are tried, where, and in which order.
@Suite struct LoginTests {
    private func logins(_ url: String, _ environment: [String: String] = [:], netrc: String? = nil) throws -> [Login] {
        Logins(environment: environment, netrc: netrc).of(try #require(try RemoteURL(url)))
    }

    private func password(_ user: String, _ password: String, _ origin: String) -> Login {
        .password(user: user, password: password, origin: origin)
    }

    @Test func theOrderIsFromTheNearestToTheMostGeneral() throws {
        let environment = ["DBCONVERGE_GIT_TOKEN": "a", "GITHUB_TOKEN": "b", "CI_JOB_TOKEN": "c"]
        let found = try logins(
            "https://ada:p@github.com/x", environment, netrc: "machine github.com login ada password d")
        #expect(
            found == [
                password("ada", "p", "the URL"), password("ada", "a", "DBCONVERGE_GIT_TOKEN"),
                password("x-access-token", "b", "GITHUB_TOKEN"), password("ada", "d", "~/.netrc"), .helper,
            ])
    }

    @Test(arguments: [
        ("https://github.com/x", [:], true), ("https://gitlab.com/x", [:], false),
        ("https://github.com.evil.example/x", [:], false), ("https://api.github.com/x", [:], false),
        ("https://ghe.example/x", ["GITHUB_SERVER_URL": "https://ghe.example"], true),
        ("https://github.com/x", ["GITHUB_SERVER_URL": "https://ghe.example"], false),
    ])
    func gitHubsTokenGoesToItsServerOnly(_ url: String, more: [String: String], isSent: Bool) throws {
        let found = try logins(url, more.merging(["GITHUB_TOKEN": "b"]) { $1 })
        #expect(found.contains(password("x-access-token", "b", "GITHUB_TOKEN")) == isSent)
    }

    @Test(arguments: [
        ("https://gitlab.example/x", "gitlab.example", true),
        ("https://gitlab.example.evil/x", "gitlab.example", false),
        ("https://gitlab.example/x", "", false), ("https://GitLab.example/x", "gitlab.Example", true),
    ])
    func gitLabsTokenGoesToItsServerOnly(_ url: String, host: String, isSent: Bool) throws {
        let found = try logins(url, ["CI_JOB_TOKEN": "c", "CI_SERVER_HOST": host])
        #expect(found.contains(password("gitlab-ci-token", "c", "CI_JOB_TOKEN")) == isSent)
    }

    @Test func overSSHThereAreKeysOnly() throws {
        let environment = ["DBCONVERGE_GIT_TOKEN": "a", "SSH_AUTH_SOCK": "/s", "HOME": "/nowhere"]
        #expect(try logins("git@example.com:x", environment) == [.agent])
        #expect(
            try logins("git@example.com:x", environment.merging(["DBCONVERGE_GIT_SSH_KEY": "/k"]) { $1 })
                == [.key(path: "/k", passphrase: nil)])
    }

    @Test(arguments: [
        ("machine h login a password b", "a", "b"),
        ("machine other login x password y\nmachine h\n  login a\n  password b", "a", "b"),
        ("default login a password b", "a", "b"), ("machine h login a password \"b c\\\"d\"", "a", "b c\"d"),
        ("machine h login a account z password b", "a", "b"),
        ("# machine h login x password y\nmachine h login a password b", "a", "b"),
        ("macdef init\nmachine h login x password y\n\nmachine h login a password b", "a", "b"),
        ("machine H login a password b", "a", "b"), ("machine h login a password b#c", "a", "b#c"),
    ])
    func netrcIsReadAsCurlReadsIt(_ text: String, user: String, password: String) {
        let entry = Netrc(text).entry(for: "h", user: nil)
        #expect(entry?.login == user && entry?.password == password)
    }

    @Test func netrcsEntryIsThatOfTheUser() {
        let netrc = Netrc("machine h login a password 1\nmachine h login b password 2\ndefault login c password 3")
        #expect(netrc.entry(for: "h", user: "b")?.password == "2")
        #expect(netrc.entry(for: "h", user: nil)?.password == "1")
        #expect(netrc.entry(for: "i", user: "c")?.password == "3")
        #expect(netrc.entry(for: "i", user: "b") == nil)
    }

    @Test(arguments: ["machine", "machine h login", "login a", "\"", "machine h login a password", "\\", "machine \"h"])
    func halfANetrcHasNoEntry(_ text: String) { #expect(Netrc(text).entry(for: "h", user: nil) == nil) }

    @Test func hostsAreFoundInKnownHosts() {
        let hosts = KnownHosts(
            text: """
                # a comment
                example.com,192.0.2.1 ssh-ed25519 AAAA
                [example.com]:2222 ssh-ed25519 AAAA
                |1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa AAAA
                """)
        #expect(hosts.names("example.com", port: nil) && hosts.names("example.com", port: 22))
        #expect(hosts.names("example.com", port: 2222) && hosts.names("192.0.2.1", port: nil))
        #expect(!hosts.names("example.com", port: 23) && !hosts.names("other.com", port: nil))
        // The example of sshd's manual.
        #expect(hosts.names("192.168.1.61", port: nil))
    }
}
