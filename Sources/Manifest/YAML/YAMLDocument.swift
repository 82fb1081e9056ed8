/// One YAML document: its nodes in one array, each before its children, with the locations where they stand.
final class YAMLDocument {
    /// One node. The children of a node follow it directly; each starts where the one before ends.
    struct Node {
        var kind: Kind
        var location: SourceLocation
        /// The index after the last node below this one.
        var end: Int32
        /// Of a scalar: where its bytes start in `text`. Of an alias: the node that it stands for.
        var start: Int32 = 0
        /// Of a scalar: how many bytes it has.
        var length: Int32 = 0
    }

    /// What a node is.
    enum Kind: UInt8 {
        /// Without quotes: may be a number, a boolean or null.
        case plain
        /// In quotes, a block or tagged as text.
        case text
        case sequence, mapping, alias
        /// Something that was reported already.
        case invalid
    }

    let nodes: [Node]
    let text: [UInt8]
    let log: IssueLog

    /// The texts handed out so far.
    private var texts: Set<String> = []

    init(nodes: [Node], text: [UInt8], log: IssueLog) { (self.nodes, self.text, self.log) = (nodes, text, log) }

    /// The node itself, or the one that it is an alias of.
    func resolved(_ index: Int) -> Int { nodes[index].kind == .alias ? Int(nodes[index].start) : index }

    /// The bytes of a scalar.
    func bytes(_ index: Int) -> ArraySlice<UInt8> {
        let node = nodes[index]
        return text[Int(node.start)..<Int(node.start + node.length)]
    }

    /// What `read` makes of the bytes of a scalar, which are not copied.
    func withBytes<Result>(_ index: Int, _ read: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let node = nodes[index]
        return text.withUnsafeBufferPointer { text in
            read(UnsafeBufferPointer(rebasing: text[Int(node.start)..<Int(node.start + node.length)]))
        }
    }

    /// The text itself, or an equal one that was handed out before: what is written or aliased many times is in memory
    /// once.
    func shared(_ text: String) -> String {
        // Shorter ones have no memory of their own.
        text.utf8.count <= 15 ? text : texts.insert(text).memberAfterInsert
    }

    /// Whether there is nothing in it but space and comments, or a null.
    var isEmpty: Bool {
        guard let root = nodes.first else { return true }
        return root.kind == .plain && ScalarType(plain: bytes(0)) == .null
    }
}
