import ArgumentParser
import Foundation
import GitSource
import Planning
import Reconciler
import TestSupport
import Testing

@testable import dbconverge

/// What commands make of a commit that has to be signed.
@Suite struct TrustCommandTests {
    let repository: TemporaryRepository
    let options: [String]

    /// One commit that is signed, and one after it that is not.
    init() throws {
        repository = try TemporaryRepository()
        let keys = repository.directory
        try repository.git("-c", "alias.key=!ssh-keygen -q -t ed25519 -N '' -C '' -f ../key", "key")
        let key = try String(contentsOfFile: "\(keys)/key.pub", encoding: .utf8)
        try Data("ops@example.org \(key)".utf8).write(to: URL(filePath: "\(keys)/allowed_signers"))
        try repository.git("config", "gpg.format", "ssh")
        try repository.git("config", "user.signingkey", "\(keys)/key")
        try repository.write("fleet.yaml", PrintedCommandTests.manifest)
        try repository.git("add", "--all")
        try repository.git("commit", "--quiet", "-S", "--message", "signed")
        try repository.git("branch", "signed")
        try repository.commit("unsigned")
        options = [
            "--repo", repository.path, "--verify-commit", "commit", "--allowed-signers", "\(keys)/allowed_signers",
        ]
    }

    private func source(_ ref: String) throws -> SourceOptions { try SourceOptions.parse(options + ["--ref", ref]) }

    @Test func `only a signed commit is read, and it says by whom`() async throws {
        let output = try OutputOptions.parse([])
        let manifests = try await Manifests(try source("signed"), output)
        #expect(manifests.source.signatures.commit?.signer == "ops@example.org")
        #expect(manifests.source.signatures.commit?.kind == "ssh")
        let failure = await #expect(throws: Failure.self) { _ = try await Manifests(try source("main"), output) }
        #expect(failure?.message.contains("is not signed") == true, "\(String(describing: failure))")
        // Also by a command that goes on, once the ref has moved.
        _ = try await Manifests(rereading: try source("signed"))
        await #expect(throws: Failure.self) { _ = try await Manifests(rereading: try source("main")) }
    }

    @Test func `a work tree is not read where signatures are asked for`() async throws {
        let output = try OutputOptions.parse([])
        await #expect(throws: ValidationError.self) {
            _ = try await Manifests(try SourceOptions.parse(options), output, isOnDisk: true)
        }
    }

    @Test(arguments: [("signed", Finding.Verdict.ok), ("main", .failed)])
    func `a check-up finds out who signed the commit`(ref: String, verdict: Finding.Verdict) async throws {
        let state = try StateOptions.parse(["--state", "\(repository.directory)/state"])
        let findings = await LocalCheckup(source: try source(ref), state: state).answer().findings
        let finding = try #require(findings.first { $0.check == .signature })
        #expect(finding.verdict == verdict, "\(findings)")
        #expect(
            finding.message.contains(ref == "main" ? "is not signed" : "ops@example.org with SHA256:"), "\(finding)")
        let manifests = try #require(findings.first { $0.check == .manifests })
        #expect(manifests.verdict == (ref == "main" ? .skipped : .ok), "\(findings)")
    }

    @Test func `a check-up that is asked for signatures by no signers says so`() async throws {
        let state = try StateOptions.parse(["--state", "\(repository.directory)/state"])
        let source = try SourceOptions.parse(["--repo", repository.path, "--verify-commit", "commit"])
        let findings = await LocalCheckup(source: source, state: state).answer().findings
        #expect(findings.first?.check == .signature && findings.first?.verdict == .failed, "\(findings)")
        #expect(findings.first?.message.contains("--allowed-signers") == true, "\(findings)")
    }
}
