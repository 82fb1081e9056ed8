import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    @Suite struct SSHTrustTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        @Test(arguments: [
            ("ssh-ed", "ed", "ed@example.org"), ("ssh-rsa", "rsa", "rsa@example.org"),
            ("ssh-ec", "ec", "ec@example.org"),
            ("ssh-past", "past", "past@example.org"), ("ssh-cert", "cert", "carol@corp.example"),
            ("ssh-merge", "ed", "ed@example.org"), ("ssh-mergetag", "ed", "ed@example.org"),
        ])
        func `a commit that an allowed key has signed is read, and says by whom`(
            ref: String, key: String, signer: String
        )
            throws
        {
            let expected = VerifiedSignature(kind: .ssh, signer: signer, fingerprint: try signed.fingerprint(key))
            #expect(try signed.read(ref) == VerifiedSignatures(commit: expected))
            #expect(try signed.read(ref, by: nil) == VerifiedSignatures(commit: expected))
        }

        @Test(arguments: [
            ("unsigned", GitSourceError.Code.unsigned, "is not signed"),
            ("ssh-other", .unknownSigner, "which is not in"), ("ssh-files", .unknownSigner, "namespaces"),
            ("ssh-old", .expiredSignature, "valid-before"), ("ssh-future", .expiredSignature, "valid-after"),
            ("ssh-stale", .expiredSignature, "certificate was not valid"),
            ("ssh-revoked", .revokedSigner, "revoked_signers` (--revoked-signers) revokes"),
            ("ssh-ed-message", .tampered, "did not sign this content"), ("ssh-ed-tree", .tampered, "is bad"),
            ("ssh-rsa-message", .tampered, "is bad"), ("ssh-rsa-tree", .tampered, "is bad"),
            ("ssh-ed-header", .tampered, "is bad"), ("ssh-ed-twice", .unsupportedSignature, "2 signatures"),
            ("ssh-ed-crlf", .unsupportedSignature, "carriage returns"),
            ("ssh-ed-cut", .unsupportedSignature, "not one whole block"),
            ("ssh-ed-sha256", .unsupportedSignature, "`gpgsig-sha256`"), ("x509", .unsupportedSignature, "X.509"),
            ("ssh-namespace", .unsupportedSignature, "the namespace `file`"),
        ])
        func `each other commit is refused for its own reason`(ref: String, code: GitSourceError.Code, words: String)
            throws
        {
            let error = try signed.failure(ref)
            #expect(error.code == code, "\(error)")
            #expect(error.message.contains(words), "\(error)")
            #expect(error.isAboutTrust)
            let id = try signed.repository.git("rev-parse", ref).prefix(12)
            #expect(error.message.contains("the commit \(id)"), "\(error)")
        }

        @Test func `a key is revoked only where a file says so, which can be a list of keys too`() throws {
            #expect(
                try signed.read("ssh-revoked", signed.policy(revoked: false)).commit?.signer == "revoked@example.org")
            try signed.run("cp revoked.pub revoked_list")
            var policy = signed.policy()
            policy.revokedSigners?.path = "\(signed.keys)/revoked_list"
            #expect(try signed.failure("ssh-revoked", policy).code == .revokedSigner)
            #expect(try signed.read("ssh-ed", policy).commit?.signer == "ed@example.org")
        }

        @Test(arguments: ["garbage", "SSHKRL\\n\\000garbage", "ssh-ed25519"])
        func `a file of revoked keys that cannot be read is an error, and not a revocation`(content: String) throws {
            let file = "\(signed.keys)/revoked-\(UUID().uuidString)"
            try signed.run("printf '\(content)' > '\(file)'")
            var policy = signed.policy()
            policy.revokedSigners?.path = file
            let error = try signed.failure("ssh-ed", policy)
            #expect(error.code == .untrustedSigners && error.message.contains("neither a KRL"), "\(error)")
        }

        @Test func `without allowed signers no SSH key is good enough`() throws {
            let error = try signed.failure("ssh-ed", signed.policy(ssh: false))
            #expect(error.code == .unknownSigner && error.message.contains("no SSH keys are allowed"), "\(error)")
        }

        @Test(arguments: ["", "nonsense\n", "ed@example.org\n", "# no one\n\n"])
        func `a file that allows no one allows no one`(content: String) throws {
            let file = "\(signed.keys)/allowed-\(UUID().uuidString)"
            try signed.run("printf '%s' '\(content)' > '\(file)'")
            var policy = signed.policy()
            policy.allowedSigners?.path = file
            #expect(try signed.failure("ssh-ed", policy).code == .unknownSigner)
        }

        /// Git's own judgement of every commit of the fixture. Git does not refuse a second signature, or CRLF.
        @Test func `what is read here is good for git as well`() throws {
            let refs = try signed.repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/ssh-*")
            for ref in refs.split(separator: "\n").map(String.init) {
                let isGood = (try? signed.read(ref)) != nil
                let verify = [
                    "-c", "gpg.ssh.allowedSignersFile=\(signed.allowedSigners)", "-c",
                    "gpg.ssh.revocationFile=\(signed.revokedSigners)", "verify-commit", "--raw", ref,
                ]
                let git = (try? signed.repository.output(of: verify)) != nil
                #expect(
                    isGood == git || git && (ref.hasSuffix("-twice") || ref.hasSuffix("-crlf")), "\(ref): git \(git)")
            }
        }
    }
}
