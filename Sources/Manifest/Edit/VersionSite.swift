internal import Fleet

/// A scalar that declares a version, and the instances that it declares it for: those that inherit it from their Fleet,
/// and those that have it by an alias, count too.
struct VersionSite {
    /// The number of its file.
    var file: Int
    /// Where the scalar stands, with its anchor and its tag.
    var location: SourceLocation
    /// Its text, a version.
    var text: [UInt8]
    /// The Fleet's name.
    var fleet: String
    /// Every instance whose version it is, in the order of the file.
    var instances: [InstanceID] = []
    /// Whether instances inherit it from the Fleet's spec.
    var isInherited = false
    /// An alias that repeats the scalar where no version of an instance is declared.
    var stranger: SourceLocation?
    /// The bytes of the version itself, without quotes; nil where they are not written as they are read.
    var range: Range<Int>?
}

extension VersionSite {
    /// The sites of one file without errors, in its order.
    static func all(in file: SourceFile, number: Int) -> [VersionSite] {
        var sites: [VersionSite] = []
        YAMLDocument.readAll(of: file, number: Int32(number), log: IssueLog()) { document in
            sites += all(in: document, number)
        }
        sites.sort { ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column) }
        var cursor = SourceCursor(file.bytes)
        for index in sites.indices {
            let start = cursor.offset(of: sites[index].location)
            sites[index].range = ScalarContent.range(of: sites[index].text, in: file.bytes, from: start)
        }
        return sites
    }

    private static func all(in document: YAMLDocument, _ file: Int) -> [VersionSite] {
        let root = Value(document)
        guard root.child("kind")?.rawText == Header.Kind.fleet.rawValue, let spec = root.child("spec"),
            let name = root.child("metadata")?.child("name")?.rawText, let list = spec.child("instances")
        else { return [] }
        var sites: [Int: VersionSite] = [:]
        // The nodes where versions belong, which may be aliases.
        var expected: Set<Int> = []
        let inherited = spec.unresolvedChild("kernelVersion")
        for item in list.children {
            let instance = Value(document, node: item)
            guard let id = (instance.child("id")?.rawText).flatMap({ InstanceID($0) }) else { continue }
            let own = instance.unresolvedChild("kernelVersion")
            guard let declared = own ?? inherited else { continue }
            expected.insert(declared)
            let node = document.resolved(declared)
            sites[
                node,
                default: VersionSite(
                    file: file, location: document.nodes[node].location, text: Array(document.bytes(node)), fleet: name)
            ].add(id, isInherited: own == nil)
        }
        // Also where every instance has a version of its own, an alias there means a version.
        if let inherited { expected.insert(inherited) }
        for (index, node) in document.nodes.enumerated() where node.kind == .alias && !expected.contains(index) {
            sites[Int(node.start)]?.stranger = node.location
        }
        return Array(sites.values)
    }

    private mutating func add(_ id: InstanceID, isInherited: Bool) {
        instances.append(id)
        self.isInherited = self.isInherited || isInherited
    }
}

extension Value {
    /// The node of a key's value, an alias not followed; nil where the mapping has no such key.
    fileprivate func unresolvedChild(_ name: String) -> Int? {
        guard kind == .mapping else { return nil }
        let children = children
        for index in stride(from: 0, to: children.count - 1, by: 2) {
            let key = Value(document, node: children[index])
            if key.isScalar, document.bytes(key.node).elementsEqual(name.utf8) { return children[index + 1] }
        }
        return nil
    }
}
