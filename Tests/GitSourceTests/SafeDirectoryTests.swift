import Testing

@testable import GitSource

@Suite struct SafeDirectoryTests {
    @Test(arguments: [
        ([], false), (["/srv/a"], true), (["/srv/a/"], true), (["/srv/b"], false), (["/srv"], false), (["*"], true),
        (["*", ""], false), (["", "*"], true), (["/srv/a", "", "/srv/b"], false), (["/srv/*"], true),
        (["/sr*"], false), (["/srv/a/*"], false), (["srv/a"], false), (["."], true), (["/other", "*"], true),
    ])
    func aDirectoryIsTrustedByTheRulesOfGit(_ values: [String], trusted: Bool) {
        #expect(SafeDirectory.trusts("/srv/a", values: values, workingDirectory: "/srv/a") == trusted)
    }

    @Test(arguments: [
        ("", []), ("'safe.directory=*'", ["safe.directory|*"]), ("'safe.directory'='*'", ["safe.directory|*"]),
        ("'a.b'='x y' 'c.d'", ["a.b|x y", "c.d|"]), ("'a.b'='it'\\''s'", ["a.b|it's"]), ("'a.b", []),
        ("'a.b'=", ["a.b|"]), ("nothing", []),
    ])
    func whatTheCommandLineConfiguresIsUnquoted(_ text: String, pairs: [String]) {
        #expect(CommandLineConfiguration.parse(text).map { "\($0.key)|\($0.value)" } == pairs)
    }
}
