import ArgumentParser
import Client
import Foundation
import Manifest
import Testing

@testable import dbconverge

@Suite struct CloudSettingsTests {
    static func settings(
        _ arguments: [String] = [], environment: [String: String] = [:], file: String = ""
    ) throws -> CloudSettings {
        let (user, diagnostics) = UserConfiguration.load(SourceFile(path: "config.yaml", bytes: Array(file.utf8)))
        #expect(diagnostics.isEmpty)
        return try CloudSettings(try CloudOptions.parse(arguments), environment: environment, user: user)
    }

    static func failure(
        _ arguments: [String] = [], environment: [String: String] = [:], file: String = ""
    ) throws -> Failure {
        try #require(#expect(throws: Failure.self) { try settings(arguments, environment: environment, file: file) })
    }

    @Test func aFlagGoesBeforeTheVendorsVariableAndThatBeforeTheFile() throws {
        let file = "endpoints:\n  cn-north-4: { api: https://file.example.com, iam: https://iam.example.com }\n"
        let environment = ["HUAWEICLOUD_SDK_REGION_GAUSSDB_CN_NORTH_4": "vendor.example.com"]
        let flag = ["--endpoint", "https://flag.example.com"]
        for (arguments, environment, host) in [
            (flag, environment, "flag.example.com"), ([], environment, "vendor.example.com"),
            ([], [:], "file.example.com"),
        ] {
            let settings = try Self.settings(arguments, environment: environment, file: file)
            #expect(try settings.endpoints.gaussDB(region: "cn-north-4").host == host)
            #expect(try settings.endpoints.iam(region: "cn-north-4").host == "iam.example.com")
        }
    }

    @Test func whatIsWrongForEveryLocationIsSaidAtTheStart() throws {
        for (arguments, environment, file, says) in [
            (["--endpoint", "http://10.0.0.1"], [:], "", "--endpoint (or its variable): plain http is allowed only"),
            (["--iam-endpoint", "iam"], [:], "", "--iam-endpoint (or its variable): an endpoint is written as"),
            (["--ca-file", "/nowhere.pem"], [:], "", "--ca-file: /nowhere.pem is not there"),
            ([], [:], "caFile: /nowhere.pem", "config.yaml:1:9: /nowhere.pem is not there"),
            ([], [:], "credentials: prod", "config.yaml:1:14: 'prod' is no source of credentials"),
            ([], ["DBCONVERGE_METADATA_ENDPOINT": "https://example.com"], "", "must be on this machine itself"),
        ] as [([String], [String: String], String, String)] {
            let failure = try Self.failure(arguments, environment: environment, file: file)
            #expect(failure.message.contains(says), "\(failure)")
            #expect(!failure.description.contains("QQ"))
        }
    }

    @Test(arguments: ["socks5h://QQ:1080", "http://QQ.example.com", "http://QQ%:1"])
    func aProxyThatCannotBeUsedMattersOnlyWhereACallGoesThroughIt(proxy: String) throws {
        for (endpoint, exceptions, isRefused) in [
            ("https://gaussdb.example.com", "", true), ("https://gaussdb.example.com", "example.com", false),
            ("https://127.0.0.1:8443", "", false), ("http://127.0.0.1:8080", "", false),
        ] {
            let settings = try Self.settings(
                ["--endpoint", endpoint], environment: ["HTTPS_PROXY": proxy, "NO_PROXY": exceptions])
            let endpoint = try settings.endpoints.gaussDB(region: "cn-north-4")
            let error = Result { try settings.proxies.check(for: endpoint) }
            guard case .failure(let error) = error else {
                #expect(!isRefused)
                continue
            }
            #expect(isRefused)
            #expect("\(error)".hasPrefix("HTTPS_PROXY: ") && !"\(error)".contains("QQ"))
        }
    }

    @Test func insecureHTTPIsAllowedAndWarnedOf() throws {
        let endpoint = ["--endpoint", "http://10.0.0.1:8080"]
        let settings = try Self.settings(endpoint + ["--insecure-http"])
        #expect(try settings.endpoints.gaussDB(region: "cn-north-4").description == "http://10.0.0.1:8080")
        #expect(settings.warnings.count == 1)
        #expect(try Self.settings().warnings.isEmpty)
    }

    @Test(arguments: ["prod", "profile:", "env", ""]) func aSourceThatIsNoneIsAUsageError(text: String) throws {
        let error = #expect(throws: (any Error).self) { try CloudOptions.parse(["--credentials", text]) }
        #expect(CloudOptions.message(for: try #require(error)).contains("'profile:NAME'"))
    }

    @Test func theUsersFileIsWhereTheXDGSpecificationSays() {
        for (environment, paths) in [
            (["XDG_CONFIG_HOME": "/c", "HOME": "/h"], ["/c/dbconverge/config.yaml"]),
            (["XDG_CONFIG_HOME": "repo", "HOME": "/h"], ["/h/.config/dbconverge/config.yaml"]),
            (["HOME": "/h"], ["/h/.config/dbconverge/config.yaml"]), (["HOME": "h"], []), ([:], []),
        ] as [([String: String], [String])] {
            #expect(UserFile.locations(environment, system: "/etc/c.yaml").map(\.path) == paths + ["/etc/c.yaml"])
        }
        #expect(UserFile.system == "/etc/dbconverge/config.yaml")
    }

    /// A folder with configuration files, and an environment that leads to none of them.
    private struct Files {
        let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
        var system: String { folder.appending(path: "etc.yaml").path }
        var environment: [String: String] { ["XDG_CONFIG_HOME": folder.path] }

        func write(_ name: String, _ text: String) throws {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    @Test func theMachinesFileCountsWhereTheUserHasNoneAndTheVariablesFileBeforeBoth() throws {
        let files = Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        func found(_ more: [String: String] = [:]) throws -> [String?] {
            let environment = files.environment.merging(more) { $1 }
            let (configuration, name) = try UserFile.find(environment, system: files.system)
            return [configuration.credentials?.text, name]
        }
        #expect(try found() == [nil, nil])
        try files.write("etc.yaml", "credentials: profile:machine\n")
        #expect(try found() == ["profile:machine", files.system])
        try files.write("dbconverge/config.yaml", "credentials: profile:user\n")
        let own = files.folder.appending(path: "dbconverge/config.yaml").path
        #expect(try found() == ["profile:user", own])
        #expect(try found(["DBCONVERGE_CONFIG": files.system]) == ["profile:machine", files.system])
        #expect(try found(["DBCONVERGE_CONFIG": ""]) == ["profile:user", own])
        #expect(try found(["DBCONVERGE_CONFIG": "/dev/null"]) == [nil, "/dev/null"])
        for (path, words) in [("/nowhere/c.yaml", "which is not there"), ("c.yaml", "no absolute path")] {
            let failure = try #require(throws: Failure.self) { try found(["DBCONVERGE_CONFIG": path]) }
            #expect(failure.message.contains(words) && failure.hint != nil, "\(failure)")
        }
        // One that is wrong is not passed over for the next.
        try files.write("dbconverge/config.yaml", "credential: x\n")
        #expect(throws: Failure.self) { try found() }
    }

    @Test func theUsersFileIsReadWithItsErrors() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "home-\(UUID().uuidString)")
        let folder = home.appending(path: "dbconverge")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        let environment = ["XDG_CONFIG_HOME": home.path]
        #expect(try UserFile.read(environment, system: "/nowhere/config.yaml").credentials?.text == nil)
        let file = folder.appending(path: "config.yaml")
        try Data("credentials: metadata\n".utf8).write(to: file)
        #expect(try UserFile.read(environment, system: "/nowhere/config.yaml").credentials?.text == "metadata")
        try Data("credential: metadata\n".utf8).write(to: file)
        let failure = try #require(
            #expect(throws: Failure.self) { try UserFile.read(environment, system: "/nowhere/config.yaml") })
        #expect(failure.message.contains("\(file.path):1:1: error: unknown key 'credential'"), "\(failure)")
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        #expect(throws: Failure.self) { try UserFile.read(environment, system: "/nowhere/config.yaml") }
    }
}
