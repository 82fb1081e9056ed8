import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    @Suite struct SignedObjectTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        private func object(_ kind: String, _ ref: String) throws -> SignedObject {
            let bytes = try signed.repository.output(of: ["cat-file", kind, ref])
            let id = try #require(ObjectID(hexadecimal: signed.repository.git("rev-parse", ref).utf8))
            return try kind == "tag" ? SignedObject(tag: bytes, id: id) : SignedObject(commit: bytes, id: id)
        }

        /// Programs in the place of git's, which keep what git hands to them.
        private func handed(_ command: String, _ ref: String) throws -> (payload: [UInt8], signature: [UInt8]) {
            let folder = "\(signed.keys)/handed-\(UUID().uuidString)"
            try signed.run(
                """
                mkdir '\(folder)'
                cat > '\(folder)/program' <<'END'
                #!/bin/bash
                while [ $# -gt 0 ]; do
                  case "$1" in
                    -s|--verify) cp "$2" '\(folder)/signature' ;;
                    check-novalidate|--status-fd=1) cat > '\(folder)/payload' ;;
                  esac
                  shift
                done
                exit 1
                END
                chmod +x '\(folder)/program'
                """)
            _ = try? signed.repository.output(of: [
                "-c", "gpg.program=\(folder)/program", "-c", "gpg.ssh.program=\(folder)/program", "-c",
                "gpg.ssh.allowedSignersFile=\(signed.allowedSigners)", command, ref,
            ])
            func bytes(_ name: String) throws -> [UInt8] {
                Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
            }
            return (try bytes("payload"), try bytes("signature"))
        }

        @Test(arguments: ["ssh-ed", "ssh-rsa", "ssh-cert", "ssh-merge", "ssh-mergetag", "gpg-good", "gpg-sub"])
        func `of a commit the parts are those that git hands to its programs`(ref: String) throws {
            let (mine, git) = (try object("commit", ref), try handed("verify-commit", ref))
            #expect(mine.payload == git.payload)
            #expect(mine.signature.bytes == git.signature)
        }

        @Test(arguments: ["v1", "v2", "chain"])
        func `of a tag the parts are those that git hands to its programs`(ref: String) throws {
            let (mine, git) = (try object("tag", ref), try handed("verify-tag", ref))
            #expect(mine.payload == git.payload)
            #expect(mine.signature.bytes == git.signature)
        }

        @Test func `the time is that of the committer or the tagger`() throws {
            #expect(try object("commit", "ssh-ed").madeAt == 1_767_323_045)
            #expect(try object("tag", "v1").madeAt == 1_767_323_045)
            #expect(VerifyTime.text(1_767_323_045) == "20260102030405Z")
            #expect(VerifyTime.text(-1) == nil && VerifyTime.text(253_402_300_800) == nil)
            #expect(VerifyTime.text(253_402_300_799) == "99991231235959Z" && VerifyTime.text(0) == "19700101000000Z")
        }

        @Test func `a tag whose message quotes a signature has its own at the end`() throws {
            let quoted = "quoted:\n-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\nthe end"
            _ = try signed.repository.output(of: signed.ssh("ed") + ["tag", "-s", "-m", quoted, "quoting", "unsigned"])
            #expect(try signed.read("quoting", signed.policy(.tag)).tag?.signer == "ed@example.org")
        }

        @Test func `GitHub's empty line behind a signature is no part of it`() throws {
            try signed.bend("ssh-ed", to: "ssh-ed-github", "sed 's/^ -----END.*/&\\n /'")
            #expect(try signed.read("ssh-ed-github").commit?.signer == "ed@example.org")
        }

        /// Of a commit with 200,000 lines in its signature.
        @Test func `a long signature costs no more than its length`() throws {
            let lines = String(repeating: " \n", count: 200_000)
            let id = try #require(ObjectID(hexadecimal: String(repeating: "1", count: 40).utf8))
            let text = "tree x\ngpgsig -----BEGIN SSH SIGNATURE-----\n\(lines)committer x <x> 1 +0000\n\nx"
            let error = #expect(throws: GitSourceError.self) { try SignedObject(commit: Array(text.utf8), id: id) }
            #expect(error?.code == .unsupportedSignature)
        }

        @Test(arguments: ["", "tree", "tree x\n", " x\n\n", "\n\n", "tree x\ngpgsig x\n\n"])
        func `what is no commit is not signed`(text: String) throws {
            let id = try #require(ObjectID(hexadecimal: String(repeating: "1", count: 40).utf8))
            let error = #expect(throws: GitSourceError.self) { try SignedObject(commit: Array(text.utf8), id: id) }
            #expect(error?.isAboutTrust == true)
            #expect(throws: GitSourceError.self) { try SignedObject(tag: Array(text.utf8), id: id) }
        }
    }
}
