import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    @Suite struct OpenPGPTrustTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        @Test(arguments: ["asc", "gpg", "kbx"])
        func `a commit that a key of the keyring has signed is read from each form of keyring`(form: String) throws {
            let policy = signed.policy(ssh: false, keyring: form)
            let grace = VerifiedSignature(
                kind: .openpgp, signer: "Grace % Hopper <grace@example.org>", fingerprint: try signed.run("cat grace"))
            #expect(try signed.read("gpg-good", policy) == VerifiedSignatures(commit: grace))
            // The fingerprint is the one by which people know the key, that of the primary key.
            let sub = VerifiedSignature(
                kind: .openpgp, signer: "Sub <sub@example.org>", fingerprint: try signed.run("cat sub"))
            #expect(try signed.read("gpg-sub", policy) == VerifiedSignatures(commit: sub))
        }

        @Test(arguments: [
            ("gpg-other", GitSourceError.Code.unknownSigner, "which is not in"),
            ("gpg-old", .expiredSignature, "which has expired"),
            ("gpg-brief", .expiredSignature, "and the signature has expired"),
            ("gpg-revoked", .revokedSigner, "which is revoked in"),
            ("gpg-good-message", .tampered, "did not sign this content"), ("gpg-good-tree", .tampered, "is bad"),
            ("gpg-good-twice", .unsupportedSignature, "2 signatures"),
            ("gpg-good-crlf", .unsupportedSignature, "carriage returns"),
            ("gpg-good-cut", .unsupportedSignature, "not one whole block"),
        ])
        func `each other commit is refused for its own reason`(ref: String, code: GitSourceError.Code, words: String)
            throws
        {
            let error = try signed.failure(ref)
            #expect(error.code == code && error.message.contains(words), "\(error)")
        }

        @Test func `without a keyring no OpenPGP key is good enough`() throws {
            let error = try signed.failure("gpg-good", signed.policy(keyring: nil))
            #expect(error.code == .unknownSigner && error.message.contains("there is no keyring"), "\(error)")
        }

        @Test(arguments: [
            "", "garbage", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
        ])
        func `a keyring without keys is an error`(content: String) throws {
            let file = "\(signed.keys)/keyring.\(UUID().uuidString)"
            try Data(content.utf8).write(to: URL(filePath: file))
            let error = try signed.failure("gpg-good", signed.policy(keyring: URL(filePath: file).pathExtension))
            #expect(error.code == .untrustedSigners && error.message.contains("no OpenPGP keys"), "\(error)")
        }

        /// The words of gpg that no key here brings forth.
        @Test(arguments: [
            ("", GPGStatus.Verdict.none),
            ("NEWSIG\nBADSIG 0123456789ABCDEF x", .bad),
            ("NEWSIG\nNEWSIG\nGOODSIG 0123456789ABCDEF x", .several(2)),
            ("GOODSIG 0123456789ABCDEF x\nGOODSIG 0123456789ABCDEF x", .several(2)),
            ("NEWSIG\nGOODSIG 0123456789ABCDEF x", .failed("no valid signature")),
            ("NEWSIG\nERRSIG 0123456789ABCDEF 22 8 00 1 4 -", .failed("code 4")),
            ("NEWSIG\nERRSIG 0123456789ABCDEF 22 8 00 1 9 -\nNO_PUBKEY 0123456789ABCDEF", .unknownKey),
            ("NEWSIG", .failed("no result")),
            ("NEWSIG\nEXPKEYSIG 0123456789ABCDEF x\nGOODSIG 0123456789ABCDEF x", .several(2)),
        ])
        func `anything but one good signature is not good`(lines: String, verdict: GPGStatus.Verdict) {
            let output = lines.split(separator: "\n").map { "[GNUPG:] \($0)\n" }.joined()
            #expect(GPGStatus(Array(output.utf8)).verdict == verdict)
            // What does not begin as a status line does is prose.
            #expect(GPGStatus(Array(lines.utf8)).verdict == .none)
        }

        @Test(arguments: [
            ("8 00", GPGStatus.Verdict.good(signer: "x% <y>", fingerprint: String(repeating: "B", count: 40))),
            ("8 10", .otherClass("10")), ("2 00", .weakHash("SHA-1")), ("1 00", .weakHash("MD5")),
        ])
        func `only a signature over a document, with a sound hash, is good`(
            hashAndClass: String, verdict: GPGStatus.Verdict
        ) {
            let (key, primary) = (String(repeating: "A", count: 40), String(repeating: "B", count: 40))
            let output = """
                [GNUPG:] NEWSIG
                [GNUPG:] GOODSIG \(key.prefix(16)) x%25 <y>
                [GNUPG:] VALIDSIG \(key) 2026-01-02 1 0 4 0 22 \(hashAndClass) \(primary)
                """
            #expect(GPGStatus(Array(output.utf8)).verdict == verdict)
        }
    }
}
