import Glibc

/// What the program was built from. The release build writes it into the program's build id (`scripts/build-identity`),
/// which outlives stripping: the object id of the commit, and a byte that is 0 where the work tree was clean.
struct BuildIdentity: Hashable, Sendable {
    /// The object id of the commit.
    let commit: String
    /// Whether the work tree held something else than the commit.
    let hasChanges: Bool

    /// Nil where a build id is not one of ours; what linkers make themselves has 8, 16 or 20 bytes.
    init?(buildID: [UInt8]) {
        guard let last = buildID.last, [21, 33].contains(buildID.count), last <= 1 else { return nil }
        commit = buildID.dropLast().map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
        hasChanges = last == 1
    }

    /// That of this program; nil: it was built without.
    static let own = BuildIdentity(buildID: ownBuildID())

    /// A version with what it was built from.
    static func describe(_ version: String, _ identity: BuildIdentity?) -> String {
        guard let identity else { return "\(version) (commit unknown)" }
        let changes = identity.hasChanges ? ", with changes that are not committed" : ""
        return "\(version) (commit \(identity.commit)\(changes))"
    }

    /// The bytes of the note `NT_GNU_BUILD_ID` of this program; empty: it has none.
    private static func ownBuildID() -> [UInt8] {
        var found: [UInt8] = []
        _ = withUnsafeMutablePointer(to: &found) { found in
            dl_iterate_phdr(
                { info, _, context in
                    guard let info, let found = context?.assumingMemoryBound(to: [UInt8].self) else { return 1 }
                    found.pointee = buildID(in: info.pointee)
                    return 1  // The program itself comes first; its libraries are of no interest.
                }, found)
        }
        return found
    }

    private static func buildID(in program: dl_phdr_info) -> [UInt8] {
        for header in UnsafeBufferPointer(start: program.dlpi_phdr, count: Int(program.dlpi_phnum))
        where header.p_type == PT_NOTE {
            let notes = UnsafeRawBufferPointer(
                start: UnsafeRawPointer(bitPattern: UInt(program.dlpi_addr + header.p_vaddr)),
                count: Int(header.p_memsz))
            if let id = buildID(in: notes) { return id }
        }
        return []
    }

    /// Notes are words of four bytes: how long the name is, how long the content, and the kind; then both, padded.
    static func buildID(in notes: UnsafeRawBufferPointer) -> [UInt8]? {
        var rest = notes[...]
        while rest.count >= 12 {
            func word(_ index: Int) -> Int {
                Int(UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            }
            let (nameSize, size, kind) = (word(0), word(1), word(2))
            let content = rest.dropFirst(12 + (nameSize + 3) / 4 * 4)
            guard content.count >= size else { return nil }
            if kind == NT_GNU_BUILD_ID, rest.dropFirst(12).prefix(4).elementsEqual("GNU\0".utf8) {
                return Array(content.prefix(size))
            }
            rest = content.dropFirst((size + 3) / 4 * 4)
        }
        return nil
    }
}
