import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Reading over SSH from a real `sshd`.
@Suite struct SSHTests {
    private let fixture: RemoteFixture
    private let server: SSHServer
    private let url: String

    init() throws {
        fixture = try RemoteFixture()
        server = try SSHServer(fixture.work.directory)
        url = server.url(fixture.bare)
    }

    private func knows(_ kind: String = "ed25519") throws {
        try fixture.writeHome(".ssh/known_hosts", server.knownHost(kind))
    }

    @Test func aKeyFileAKeyOfTheHomeAndTheAgent() throws {
        try knows()
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key)
        #expect(try fixture.read(url, ref: "main", ["DBCONVERGE_GIT_SSH_KEY": key]).texts == ["two"])
        let agent = try SSHAgent(fixture.work.directory, keys: [key])
        #expect(try fixture.read(url, ref: "v1", ["SSH_AUTH_SOCK": agent.socket]).texts == ["one"])
        try server.makeKey("\(fixture.home)/.ssh/id_ecdsa", kind: "ecdsa")
        #expect(try fixture.read(url).texts == ["two"])
    }

    @Test func aPassphrase() throws {
        try knows()
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key, passphrase: "open sesame")
        let environment = ["DBCONVERGE_GIT_SSH_KEY": key]
        let error = try #require(fixture.failure(url, environment))
        #expect(error.code == .loginFailed && error.message.contains("DBCONVERGE_GIT_SSH_PASSPHRASE"), "\(error)")
        let right = environment.merging(["DBCONVERGE_GIT_SSH_PASSPHRASE": "open sesame"]) { $1 }
        #expect(try fixture.read(url, right).texts == ["two"])
        let wrong = try #require(
            fixture.failure(url, environment.merging(["DBCONVERGE_GIT_SSH_PASSPHRASE": "shut"]) { $1 }))
        #expect(!wrong.description.contains("shut"), "\(wrong)")
        #expect(wrong.code == .loginFailed, "\(wrong)")
    }

    @Test func anRSAKeyIsToldFrom() throws {
        try knows()
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key, kind: "rsa")
        let error = try #require(fixture.failure(url, ["DBCONVERGE_GIT_SSH_KEY": key]))
        #expect(error.code == .loginFailed && error.message.contains("RSA"), "\(error)")
        #expect(error.hint.contains("ed25519"))
        let agent = try SSHAgent(fixture.work.directory, keys: [key])
        let other = try #require(fixture.failure(url, ["SSH_AUTH_SOCK": agent.socket]))
        #expect(other.code == .loginFailed && other.hint.contains("RSA") && other.hint.contains("ed25519"), "\(other)")
    }

    @Test(arguments: ["ed25519", "ecdsa"]) func aHostIsKnownByAnyOfItsKeys(_ kind: String) throws {
        try knows(kind)
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key)
        #expect(try fixture.read(url, ["DBCONVERGE_GIT_SSH_KEY": key]).texts == ["two"])
    }

    /// libssh2 1.10 knows of RSA host keys only the kind with SHA-1, which servers no longer offer.
    @Test func aHostThatIsKnownByItsRSAKeyOnlyIsExplained() throws {
        try knows("rsa")
        let error = try #require(fixture.failure(url))
        #expect(error.code == .untrustedServer && error.hint.contains("ssh-keyscan -t ed25519"), "\(error)")
    }

    @Test func aHostInAHashedFileIsKnown() throws {
        try knows()
        try run("ssh-keygen", ["-q", "-H", "-f", "\(fixture.home)/.ssh/known_hosts"])
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key)
        #expect(try fixture.read(url, ["DBCONVERGE_GIT_SSH_KEY": key]).texts == ["two"])
    }

    @Test func anUnknownHostIsRefusedWithItsFingerprint() throws {
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key)
        let error = try #require(fixture.failure(url, ["DBCONVERGE_GIT_SSH_KEY": key]))
        #expect(error.code == .untrustedServer && error.message.contains("not in ~/.ssh/known_hosts"), "\(error)")
        let prints = try ["ed25519", "rsa", "ecdsa"].map { try server.fingerprint($0) }
        #expect(prints.contains { error.message.contains($0) }, "\(error)")
        #expect(error.hint.contains("ssh-keyscan -p \(server.port) 127.0.0.1"))
    }

    @Test func aHostWithAnotherKeyIsRefused() throws {
        let key = "\(fixture.work.directory)/key"
        try server.makeKey(key)
        let words = try String(contentsOfFile: "\(key).pub", encoding: .utf8).split(separator: " ")
        for name in ["[127.0.0.1]:\(server.port)"] {
            try fixture.writeHome(".ssh/known_hosts", "\(name) \(words[0]) \(words[1])\n")
        }
        let error = try #require(fixture.failure(url, ["DBCONVERGE_GIT_SSH_KEY": key]))
        #expect(error.code == .untrustedServer && error.message.contains("another key"), "\(error)")
    }

    @Test func noKeyAtAll() throws {
        try knows()
        let error = try #require(fixture.failure(url))
        #expect(error.code == .loginFailed && error.message.contains("there is none"), "\(error)")
        #expect(error.hint.contains("ed25519"))
    }
}
