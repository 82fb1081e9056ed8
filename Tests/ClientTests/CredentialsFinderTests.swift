import Foundation
import Testing

@testable import Client

@Suite struct CredentialsFinderTests {
    /// A home with a credentials file, gone with this value.
    final class Home {
        let path = FileManager.default.temporaryDirectory.appending(path: "home-\(UUID().uuidString)").path
        var file: String { "\(path)/.huaweicloud/credentials" }

        init(_ text: String? = "[basic]\nak = B\nsk = S\n[prod]\nak = P\nsk = S\n", mode: Int = 0o600) throws {
            try FileManager.default.createDirectory(atPath: path + "/.huaweicloud", withIntermediateDirectories: true)
            guard let text else { return }
            try Data(text.utf8).write(to: URL(filePath: file))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static let variables = ["HUAWEICLOUD_SDK_AK": "E", "HUAWEICLOUD_SDK_SK": "S"]

    @Test("the flag goes before the manifest's profile, and that before the environment, the configuration and [basic]")
    func order() throws {
        let home = try Home()
        var environment = Self.variables.merging(["HOME": home.path]) { $1 }
        func origin(_ profile: String?, asked: CredentialsSource? = nil, configured: CredentialsSource? = nil) throws
            -> String
        {
            let finder = CredentialsFinder(environment: environment, asked: asked, configured: configured)
            return try finder.find(finder.source(forProfile: profile)).origin
        }
        let metadata = "the metadata service of this ECS instance"
        let file = "~/.huaweicloud/credentials"
        #expect(try origin("prod", asked: .metadata) == metadata)
        #expect(try origin("prod", asked: .environment) == "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK")
        #expect(try origin("prod", configured: .metadata) == "profile 'prod' of \(file)")
        #expect(try origin(nil, asked: .profile("prod")) == "profile 'prod' of \(file)")
        #expect(try origin(nil, configured: .metadata) == "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK")
        environment["HUAWEICLOUD_SDK_AK"] = nil
        environment["HUAWEICLOUD_SDK_SK"] = nil
        #expect(try origin(nil, configured: .metadata) == metadata)
        #expect(try origin(nil, configured: .profile("prod")) == "profile 'prod' of \(file)")
        #expect(try origin(nil) == "profile 'basic' of \(file)")
        #expect(throws: CredentialsError.self) { try origin(nil, asked: .environment) }
    }

    @Test("credentials in the environment that are not whole are an error, not a reason to look elsewhere")
    func half() throws {
        let home = try Home()
        let finder = CredentialsFinder(environment: ["HOME": home.path, "HUAWEICLOUD_SDK_AK": "E"])
        #expect(throws: CredentialsError.self) { try finder.find(nil) }
    }

    @Test("a profile that is not there is told with the file and the profiles that are")
    func unknownProfile() throws {
        let home = try Home()
        let finder = CredentialsFinder(environment: ["HOME": home.path])
        let error = #expect(throws: CredentialsError.self) { try finder.find(.profile("staging")) }
        #expect(
            error?.description == "there is no profile 'staging' in ~/.huaweicloud/credentials; "
                + "its profiles are 'basic', 'prod'")
    }

    @Test("no file: a named profile needs one; without one the error names every place")
    func noFile() throws {
        let home = try Home(nil)
        let finder = CredentialsFinder(environment: ["HOME": home.path])
        let named = #expect(throws: CredentialsError.self) { try finder.find(.profile("prod")) }
        #expect(named?.description.hasPrefix("there is no ~/.huaweicloud/credentials, in which") == true)
        let none = #expect(throws: CredentialsError.self) { try finder.find(nil) }
        #expect(none?.description.contains("HUAWEICLOUD_SDK_AK") == true)
        #expect(none?.description.contains("[basic] of ~/.huaweicloud/credentials") == true)
        let homeless = #expect(throws: CredentialsError.self) {
            try CredentialsFinder(environment: [:]).find(.profile("prod"))
        }
        #expect(homeless?.description.contains("HOME is not set") == true)
    }

    @Test("HUAWEICLOUD_SDK_CREDENTIALS_FILE names the file")
    func namedFile() throws {
        let home = try Home("[other]\nak = O\nsk = S\n")
        let finder = CredentialsFinder(environment: ["HUAWEICLOUD_SDK_CREDENTIALS_FILE": home.file, "HOME": "/nowhere"])
        #expect(try finder.find(.profile("other")).origin == "profile 'other' of \(home.file)")
    }

    @Test("the file that systemd has loaded goes before that of the home, and after that of the variable")
    func loadedFile() throws {
        let (home, other) = (try Home(), try Home("[prod]\nak = O\nsk = S\n", mode: 0o440))
        let folder = try #require(URL(string: "file://\(other.file)")).deletingLastPathComponent()
        #expect(other.file.hasSuffix("/credentials"))
        var environment = ["HOME": home.path, "CREDENTIALS_DIRECTORY": folder.path]
        let found = try CredentialsFinder(environment: environment).find(.profile("prod"))
        #expect(found.origin == "profile 'prod' of $CREDENTIALS_DIRECTORY/credentials")
        #expect(found.warnings.isEmpty, "systemd grants the service by a list what the mode shows for its group")
        environment["HUAWEICLOUD_SDK_CREDENTIALS_FILE"] = home.file
        #expect(try CredentialsFinder(environment: environment).find(.profile("prod")).origin.hasSuffix(home.file))
        let without = ["HOME": home.path, "CREDENTIALS_DIRECTORY": "/nowhere"]
        let origin = try CredentialsFinder(environment: without).find(.profile("prod")).origin
        #expect(origin == "profile 'prod' of ~/.huaweicloud/credentials")
    }

    @Test(
        "a file that others can read or change gets a warning that says what to do",
        arguments: [0o600, 0o400, 0o640, 0o604, 0o620])
    func permissions(mode: Int) throws {
        let home = try Home(mode: mode)
        let warnings = try CredentialsFinder(environment: ["HOME": home.path]).find(nil).warnings
        #expect(warnings.count == (mode & 0o077 == 0 ? 0 : 1))
        if let warning = warnings.first { #expect(warning.contains("chmod 600 \(home.file)")) }
    }

    @Test("a directory, a pipe and a file beyond all measure are refused, and none of them hangs")
    func notAFile() throws {
        let home = try Home(nil)
        func refusal(_ path: String) -> String? {
            let finder = CredentialsFinder(environment: ["HUAWEICLOUD_SDK_CREDENTIALS_FILE": path])
            return #expect(throws: CredentialsError.self) { try finder.find(nil) }?.description
        }
        #expect(refusal(home.path)?.hasSuffix("is not a regular file") == true)
        let pipe = home.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(refusal(pipe)?.hasSuffix("is not a regular file") == true)
        let large = home.path + "/large"
        try Data(repeating: UInt8(ascii: "#"), count: ProfileFile.limit + 1).write(to: URL(filePath: large))
        #expect(refusal(large)?.hasSuffix("has more than 1048576 bytes") == true)
    }

    @Test(
        "sources are written as --credentials takes them",
        arguments: [
            ("environment", CredentialsSource.environment), ("metadata", .metadata), ("profile:a b", .profile("a b")),
        ])
    func sources(text: String, source: CredentialsSource) throws {
        #expect(try CredentialsSource(parsing: text) == source)
        #expect(source.description == text)
    }

    @Test(
        "anything else is told the choices", arguments: ["", "prod", "profile", "profile:", "Environment", "file:/x"])
    func noSource(text: String) throws {
        let error = #expect(throws: CredentialsError.self) { try CredentialsSource(parsing: text) }
        #expect(error?.description.contains("environment, metadata or profile:NAME") == true)
    }
}
