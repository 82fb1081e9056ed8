import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    @Suite struct TagTrustTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        @Test(arguments: ["v1", "tags/v1", "refs/tags/v1", "v1^0", "v1~0"])
        func `a signed tag vouches for a commit that is not signed`(ref: String) throws {
            let tag = VerifiedSignature(kind: .ssh, signer: "ed@example.org", fingerprint: try signed.fingerprint("ed"))
            #expect(try signed.read(ref, signed.policy(.tag)) == VerifiedSignatures(tag: tag))
            #expect(try signed.failure(ref, signed.policy(.commit)).code == .unsigned)
            #expect(try signed.failure(ref, signed.policy(.both)).code == .unsigned)
        }

        @Test func `the id of a tag's object is as good as its name, and so is a name with the commit's id`() throws {
            let id = try signed.repository.git("rev-parse", "v1")
            #expect(try signed.read(id, signed.policy(.tag)).tag?.signer == "ed@example.org")
            let commit = try signed.repository.git("rev-parse", "v1^{}")
            #expect(try signed.read("v1@\(commit)", signed.policy(.tag)).tag?.signer == "ed@example.org")
        }

        @Test func `both signatures are told where both are asked for`() throws {
            let both = try signed.read("v2", signed.policy(.both))
            #expect(both.tag?.kind == .openpgp && both.commit?.signer == "ec@example.org")
            #expect(try signed.read("v2", signed.policy(.commit)).tag == nil)
        }

        @Test func `every tag of a chain has to be signed`() throws {
            #expect(try signed.read("chain", signed.policy(.tag)).tag?.signer == "ec@example.org")
            let error = try signed.failure("weak-chain", signed.policy(.tag))
            #expect(error.code == .unknownSigner && error.message.contains("the tag `v3`"), "\(error)")
        }

        @Test(arguments: [
            ("main", GitSourceError.Code.wrongTag, "`main` is not an annotated tag"),
            ("light", .wrongTag, "not an annotated tag"),
            ("HEAD", .wrongTag, "not an annotated tag"), ("annotated", .unsigned, "the tag `annotated` is not signed"),
            ("v3", .unknownSigner, "the tag `v3`"), ("v9", .wrongTag, "names the object of the tag `v1`"),
            ("v2~1", .wrongTag, "another commit"), ("v1-message", .tampered, "the tag `v1-message`"),
            ("v1-target", .tampered, "is bad"),
        ])
        func `what is no signed tag of that name is refused`(ref: String, code: GitSourceError.Code, words: String)
            throws
        {
            let error = try signed.failure(ref, signed.policy(.tag))
            #expect(error.code == code && error.message.contains(words), "\(error)")
        }

        /// A child that has been taken over says that another ref was asked for.
        @Test func `a child cannot choose the ref whose tag is verified`() throws {
            let real = try #require(GitChild.probe().executable)
            let child = try signed.child(
                #"'\#(real)' __read-git | LC_ALL=C sed 's/"ref":"v9"/"ref":"v1"/;s/"spelling":"v9"/"spelling":"v1"/'"#)
            let error = #expect(throws: GitSourceError.self) {
                try signed.read("v9", signed.policy(.tag), by: child)
            }
            #expect(error?.code == .damaged, "\(String(describing: error))")
        }
    }
}
