/// What a name in a directory stands for.
struct TreeEntry {
    enum Kind { case file, directory, symbolicLink, submodule }

    let name: ArraySlice<UInt8>
    let kind: Kind
    let id: ObjectID

    /// The root, which has no name.
    init(root id: ObjectID) { (name, kind, self.id) = ([], .directory, id) }

    private init(name: ArraySlice<UInt8>, kind: Kind, id: ObjectID) {
        (self.name, self.kind, self.id) = (name, kind, id)
    }

    /// The most bytes that a directory's object may have.
    static let treeLimit = 16 << 20
    private static let nameLimit = 255

    /// What is wrong with a directory's object.
    struct Fault: Error { let text: String }

    /// The entries of a directory.
    static func entries(of bytes: [UInt8]) throws(Fault) -> [TreeEntry] {
        var entries: [TreeEntry] = []
        var names: Set<ArraySlice<UInt8>> = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.prefix(8).firstIndex(of: UInt8(ascii: " ")), let mode = mode(rest[..<space]),
                let end = rest[(space + 1)...].firstIndex(of: 0),
                let id = ObjectID(rest[(end + 1)...].prefix(ObjectID.byteCount))
            else { throw Fault(text: "it is not written as a directory is") }
            let name = rest[(space + 1)..<end]
            try check(name)
            guard let kind = kind(mode) else { throw Fault(text: "the entry \(quoted(name)) has an unknown mode") }
            guard names.insert(name).inserted else { throw Fault(text: "it has two entries named \(quoted(name))") }
            entries.append(TreeEntry(name: name, kind: kind, id: id))
            rest = rest[(end + 1 + ObjectID.byteCount)...]
        }
        return entries
    }

    private static func mode(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }

    private static func kind(_ mode: Int) -> Kind? {
        switch mode & 0o170000 {
        case 0o040000: .directory
        case 0o100000: .file
        case 0o120000: .symbolicLink
        case 0o160000: .submodule
        default: nil
        }
    }

    /// Refuses what git never writes, and what would mean another directory.
    private static func check(_ name: ArraySlice<UInt8>) throws(Fault) {
        if name.count > nameLimit {
            throw Fault(text: "the name \(quoted(name)) has \(name.count) bytes; one may have \(nameLimit)")
        }
        let isSpecial = [".", "..", ".git"].contains { $0.utf8.elementsEqual(name.lazy.map { $0 | lowercaseBit($0) }) }
        if name.isEmpty || isSpecial || name.contains(UInt8(ascii: "/")) {
            throw Fault(text: "it has an entry named \(quoted(name)), which no file can have")
        }
    }

    private static func lowercaseBit(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? 0x20 : 0 }

    private static func quoted(_ name: ArraySlice<UInt8>) -> String {
        let shown = String(decoding: name.prefix(64), as: UTF8.self)
        return name.count > 64 ? "`\(shown)…`" : "`\(shown)`"
    }
}
