import Testing

@testable import dbconverge

@Suite struct BuildIdentityTests {
    private static let sha1 = [UInt8](repeating: 0xAB, count: 19) + [0x07]
    private static let sha256 = [UInt8](repeating: 0x0C, count: 32)

    private func note(_ name: String, _ kind: UInt32, _ content: [UInt8]) -> [UInt8] {
        func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: 0, count: -bytes.count & 3) }
        let name = Array(name.utf8) + [0]
        let head = [UInt32(name.count), UInt32(content.count), kind].flatMap { word in
            withUnsafeBytes(of: word) { Array($0) }
        }
        return head + padded(name) + padded(content)
    }

    @Test func theVersionNamesTheCommitAndWhetherTheWorkTreeWasClean() {
        let hex = String(repeating: "ab", count: 19) + "07"
        #expect(
            BuildIdentity.describe("0.1.0", BuildIdentity(buildID: Self.sha1 + [0])) == "0.1.0 (commit \(hex))")
        #expect(
            BuildIdentity.describe("0.1.0", BuildIdentity(buildID: Self.sha1 + [1]))
                == "0.1.0 (commit \(hex), with changes that are not committed)")
        #expect(
            BuildIdentity(buildID: Self.sha256 + [0])?.commit == String(repeating: "0c", count: 32),
            "SHA-256 repositories have longer ids")
        #expect(BuildIdentity.describe("0.1.0", nil) == "0.1.0 (commit unknown)")
    }

    /// What linkers make themselves is a checksum of 8, 16 or 20 bytes.
    @Test(arguments: [0, 1, 8, 16, 20, 22, 32, 34])
    func anotherBuildIDIsNoCommit(length: Int) {
        #expect(BuildIdentity(buildID: Array(repeating: 0, count: length)) == nil)
    }

    @Test func aLastByteThatMeansNothingIsNoCommit() {
        #expect(BuildIdentity(buildID: Self.sha1 + [2]) == nil)
    }

    @Test func theBuildIDIsFoundAmongOtherNotes() {
        let id = Self.sha1 + [0]
        let notes = note("GNU", 5, Array(repeating: 1, count: 16)) + note("stapsdt", 3, [1, 2, 3]) + note("GNU", 3, id)
        notes.withUnsafeBytes { #expect(BuildIdentity.buildID(in: $0) == id) }
    }

    @Test func truncatedNotesHaveNone() {
        let notes = note("GNU", 5, Array(repeating: 1, count: 16)) + note("GNU", 3, Self.sha1 + [0])
        for length in 0..<(notes.count - 3) {
            notes.prefix(length).withUnsafeBytes { #expect(BuildIdentity.buildID(in: $0) == nil, "\(length) bytes") }
        }
    }
}
