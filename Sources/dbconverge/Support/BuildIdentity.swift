import CProcess
import Text

/// What the program was built from. The release build writes it into the program's build id (`scripts/build-identity`),
/// which outlives stripping: the object id of the commit, and four bytes whose last is 0 where the work tree was clean. Notes
/// consist of words of four bytes, and not every linker fills the last one.
struct BuildIdentity: Hashable, Sendable {
    /// The object id of the commit.
    let commit: String
    /// Whether the work tree held something else than the commit.
    let hasChanges: Bool

    /// Nil where a build id is not one of ours; what linkers make themselves has 8, 16 or 20 bytes.
    init?(buildID: [UInt8]) {
        let state = buildID.suffix(4)
        guard [24, 36].contains(buildID.count), let last = state.last, last <= 1,
            state.dropLast().allSatisfy({ $0 == 0 })
        else { return nil }
        commit = Hexadecimal.text(buildID.dropLast(4))
        hasChanges = last == 1
    }

    /// That of this program; nil: it was built without.
    static let own: BuildIdentity? = {
        let bytes = dbconverge_build_id()
        return BuildIdentity(buildID: Array(UnsafeBufferPointer(start: bytes.start, count: Int(bytes.count))))
    }()

    /// A version with what it was built from.
    static func describe(_ version: String, _ identity: BuildIdentity?) -> String {
        guard let identity else { return "\(version) (commit unknown)" }
        let changes = identity.hasChanges ? ", with changes that are not committed" : ""
        return "\(version) (commit \(identity.commit)\(changes))"
    }
}
