import Testing

@testable import dbconverge

@Suite struct BuildIdentityTests {
    private static let sha1 = [UInt8](repeating: 0xAB, count: 19) + [0x07]
    private static let sha256 = [UInt8](repeating: 0x0C, count: 32)

    @Test func theVersionNamesTheCommitAndWhetherTheWorkTreeWasClean() {
        let hex = String(repeating: "ab", count: 19) + "07"
        #expect(
            BuildIdentity.describe("0.1.0", BuildIdentity(buildID: Self.sha1 + [0, 0, 0, 0])) == "0.1.0 (commit \(hex))"
        )
        #expect(
            BuildIdentity.describe("0.1.0", BuildIdentity(buildID: Self.sha1 + [0, 0, 0, 1]))
                == "0.1.0 (commit \(hex), with changes that are not committed)")
        #expect(
            BuildIdentity(buildID: Self.sha256 + [0, 0, 0, 0])?.commit == String(repeating: "0c", count: 32),
            "SHA-256 repositories have longer ids")
        #expect(BuildIdentity.describe("0.1.0", nil) == "0.1.0 (commit unknown)")
    }

    /// What linkers make themselves is a checksum of 8, 16 or 20 bytes.
    @Test(arguments: [0, 1, 8, 16, 20, 21, 32, 33])
    func anotherBuildIDIsNoCommit(length: Int) {
        #expect(BuildIdentity(buildID: Array(repeating: 0, count: length)) == nil)
    }

    @Test(arguments: [[0, 0, 0, 2], [1, 0, 0, 0], [0, 0, 1, 1]] as [[UInt8]])
    func aLastWordThatMeansNothingIsNoCommit(_ word: [UInt8]) {
        #expect(BuildIdentity(buildID: Self.sha1 + word) == nil)
    }

    /// Only the release build, which `make release` makes, has one.
    @Test func aProgramThatWasBuiltWithoutHasNone() {
        #expect(BuildIdentity.own == nil)
    }
}
