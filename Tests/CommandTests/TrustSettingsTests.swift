import ArgumentParser
import Foundation
import GitSource
import Manifest
import TestSupport
import Testing

@testable import dbconverge

/// Whose signatures are asked for, by options and the configuration file.
@Suite struct TrustSettingsTests {
    private func settings(_ options: [String], _ configuration: String = "") throws -> TrustSettings {
        let (user, diagnostics) = UserConfigurationTests.load(configuration)
        #expect(diagnostics.isEmpty)
        return try TrustSettings(try TrustOptions.parse(options), user: user, workingDirectory: "/srv")
    }

    private static let both =
        "verify: { require: both, allowedSigners: /etc/a, revokedSigners: /etc/r, keyring: /etc/k }"

    @Test func `without options and a configuration nothing is asked for`() throws {
        let settings = try settings([])
        #expect(settings.policy == nil && settings.warnings.isEmpty)
        try settings.checkWorkTree()
    }

    @Test func `the configuration file is enough`() throws {
        let settings = try settings([], Self.both)
        #expect(settings.policy?.subject == .both && settings.warnings.isEmpty)
        #expect(settings.policy?.allowedSigners?.path == "/etc/a")
        #expect(settings.policy?.revokedSigners?.path == "/etc/r")
        #expect(settings.policy?.keyring?.origin == "~/.config/dbconverge/config.yaml:1:83")
        #expect(try self.settings([], "verify: { keyring: /etc/k }").policy?.subject == .commit)
    }

    @Test func `an option wins over the file, and relative paths count from the working directory`() throws {
        let settings = try settings(
            ["--verify-commit", "tag", "--keyring", "../k.asc", "--allowed-signers=/a"], Self.both)
        #expect(settings.policy?.subject == .tag)
        #expect(settings.policy?.keyring == SignerFile("/srv/../k.asc", origin: "--keyring"))
        #expect(settings.policy?.allowedSigners == SignerFile("/a", origin: "--allowed-signers"))
        #expect(settings.policy?.revokedSigners?.path == "/etc/r")
    }

    @Test(arguments: [
        ("none", "both", "nothing is verified"), ("none", "tag", "nothing is verified"),
        ("commit", "both", "only the commit"),
        ("tag", "both", "only the tag"), ("tag", "commit", "only the tag"),
    ])
    func `what asks for less than the file is warned of`(option: String, required: String, words: String) throws {
        let settings = try settings(
            ["--verify-commit", option], "verify: { require: \(required), allowedSigners: /etc/a }")
        #expect(settings.warnings.count == 1 && settings.warnings[0].contains(words), "\(settings.warnings)")
        #expect(settings.warnings[0].contains("~/.config/dbconverge/config.yaml:1:1"), "\(settings.warnings)")
    }

    @Test(arguments: [("both", "commit"), ("commit", "commit"), ("both", "both")])
    func `what asks for as much as the file, or more, is not warned of`(option: String, required: String) throws {
        let settings = try settings(
            ["--verify-commit", option], "verify: { require: \(required), allowedSigners: /etc/a }")
        #expect(settings.warnings.isEmpty && settings.policy != nil)
    }

    @Test(arguments: [
        ["--verify-commit", "commit"], ["--verify-commit", "both", "--revoked-signers", "/r"],
        ["--allowed-signers", "/a"], ["--keyring", "/k"], ["--revoked-signers", "/r"],
        ["--verify-commit", "tag", "--keyring", "/k", "--revoked-signers", "/r"],
    ])
    func `signatures that no key can make, and signers of whom nothing is asked, are usage errors`(options: [String])
        throws
    {
        #expect(throws: ValidationError.self) { try settings(options) }
    }

    @Test(arguments: [["--verify-commit", "no"], ["--keyring", ""], ["--allowed-signers="]])
    func `what cannot be meant is a usage error`(options: [String]) {
        #expect(throws: (any Error).self) { try TrustOptions.parse(options) }
    }

    @Test func `none with a file is no error`() throws {
        #expect(try settings(["--verify-commit", "none", "--keyring", "/k"]).policy == nil)
    }

    @Test func `a work tree cannot be read where signatures are asked for`() throws {
        #expect(throws: ValidationError.self) { try settings([], Self.both).checkWorkTree() }
        try settings(["--verify-commit", "none"], Self.both).checkWorkTree()
    }

    @Test func `printed commands ask for the same signatures`() throws {
        let options = [
            "--verify-commit", "both", "--allowed-signers", "/a", "--revoked-signers", "/r", "--keyring", "/k",
        ]
        #expect(try TrustOptions.parse(options).arguments == options)
        #expect(try SourceOptions.parse(["--ref", "main"] + options).arguments == ["--ref", "main"] + options)
        #expect(try SourceOptions.parse([]).arguments == [])
    }
}
