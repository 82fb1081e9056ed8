internal import CLibYAML

/// Turns the events of one document into its nodes and keeps the limits of nesting and aliases.
struct DocumentBuilder {
    /// What the aliases so far stand for, in the whole file.
    private(set) var aliased: Aliased
    private let file: Int32
    private let log: IssueLog
    private var nodes: [YAMLDocument.Node] = []
    private var text: [UInt8] = []
    private var open: [Open] = []
    private var anchors: [String: Int] = [:]
    private var measures: [Int: Measure] = [:]

    /// How much a number of aliases stand for.
    struct Aliased {
        var nodes = 0
        var bytes = 0
    }

    /// How large a node is with all its aliases expanded.
    private struct Measure {
        var size = 1
        /// Of all texts in it; aliases multiply it, so that it may be large.
        var bytes = 0
        var depth = 0
    }

    private struct Open {
        var node: Int
        var isAnchored: Bool
        var measure = Measure()
    }

    /// How long the whole file is.
    private let fileBytes: Int

    init(file: Int32, bytes: Int, log: IssueLog, aliased: Aliased) {
        (self.file, fileBytes, self.log, self.aliased) = (file, bytes, log, aliased)
    }

    var document: YAMLDocument { YAMLDocument(nodes: nodes, text: text, log: log) }

    /// Takes one event; false where the document has to be given up, which has been reported.
    mutating func add(_ event: yaml_event_t) -> Bool {
        let location = location(of: event)
        if nodes.count == Self.manyNodes { reserve(after: event) }
        switch event.type {
        case YAML_SCALAR_EVENT: addScalar(event, at: location)
        case YAML_ALIAS_EVENT: return addAlias(name(event.data.alias.anchor), at: location)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return begin(.sequence, at: location, anchor: start.anchor, tag: start.tag)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return begin(.mapping, at: location, anchor: start.anchor, tag: start.tag)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: end()
        default: break
        }
        return true
    }

    /// So many make a large document.
    private static let manyNodes = 4096

    /// Makes room for as much as the rest of the file may hold, so that what is there is not copied again and again. What is
    /// never used of it takes no memory.
    private mutating func reserve(after event: yaml_event_t) {
        let left = max(0, fileBytes - event.start_mark.index)
        text.reserveCapacity(text.count + left)
        // An instance has three, in some 40 bytes.
        nodes.reserveCapacity(nodes.count + left / 12)
    }

    private func location(of event: yaml_event_t) -> SourceLocation {
        let (start, end) = (event.start_mark, event.end_mark)
        let width = start.line == end.line ? end.column - start.column : YAMLLimit.fileSize
        return SourceLocation(
            file: file, line: Int32(start.line + 1), column: Int32(start.column + 1), width: Int32(max(1, width)))
    }

    private mutating func addScalar(_ event: yaml_event_t, at location: SourceLocation) {
        let scalar = event.data.scalar
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        var node = YAMLDocument.Node(
            kind: scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .text, location: location,
            end: Int32(nodes.count + 1),
            start: Int32(text.count), length: Int32(scalar.length))
        if scalar.length > YAMLLimit.scalarBytes {
            log.report(
                .tooLong, at: location,
                "this text has \(scalar.length) bytes; no text in a manifest has more than \(YAMLLimit.spelled(YAMLLimit.freeText)) characters",
                hint: "shorten it")
            (node.kind, node.length) = (.invalid, 0)
        } else {
            text.append(contentsOf: bytes)
            if let tag = scalar.tag { node.kind = kind(tagged: String(cString: tag), bytes, node.kind, at: location) }
        }
        let measure = Measure(bytes: Int(node.length))
        if let anchor = scalar.anchor {
            anchors[name(anchor)] = nodes.count
            measures[nodes.count] = measure
        }
        nodes.append(node)
        grow(by: measure)
    }

    private mutating func addAlias(_ name: String, at location: SourceLocation) -> Bool {
        guard let target = anchors[name] else {
            log.report(
                .badAlias, at: location, "nothing before this line has the anchor \(quoted("&" + name))",
                hint: nearest(to: name, among: anchors.count <= 100 ? anchors.keys.sorted() : []).map {
                    "did you mean \(quoted("*" + $0))?"
                }
                    ?? "an alias can only stand for something above it in the same document")
            nodes.append(.init(kind: .invalid, location: location, end: Int32(nodes.count + 1)))
            return true
        }
        guard let measure = measures[target] else {
            log.report(
                .badAlias, at: location, "\(quoted("*" + name)) stands for something that it is itself a part of",
                related: [("the anchor is here", nodes[target].location)])
            return false
        }
        aliased.nodes += measure.size
        aliased.bytes += measure.bytes
        guard aliased.nodes <= YAMLLimit.aliasedNodes, aliased.bytes <= YAMLLimit.aliasedBytes else {
            let what =
                aliased.nodes > YAMLLimit.aliasedNodes
                ? "\(YAMLLimit.aliasedNodes) nodes" : "\(YAMLLimit.aliasedBytes) bytes (16 MiB) of text"
            log.report(
                .tooManyAliases, at: location, "the aliases in this file stand for more than \(what)",
                hint: "write out less with aliases, or split the file")
            return false
        }
        guard open.count + measure.depth <= YAMLLimit.nesting else { return tooDeep(location) }
        nodes.append(.init(kind: .alias, location: location, end: Int32(nodes.count + 1), start: Int32(target)))
        grow(by: measure)
        return true
    }

    private mutating func begin(
        _ kind: YAMLDocument.Kind, at location: SourceLocation, anchor: UnsafePointer<UInt8>?,
        tag: UnsafePointer<UInt8>?
    ) -> Bool {
        guard open.count < YAMLLimit.nesting else { return tooDeep(location) }
        if let tag {
            let tag = String(cString: tag)
            if tag != "!", tag != (kind == .sequence ? "tag:yaml.org,2002:seq" : "tag:yaml.org,2002:map") {
                reportTag(tag, at: location)
            }
        }
        if let anchor { anchors[name(anchor)] = nodes.count }
        open.append(Open(node: nodes.count, isAnchored: anchor != nil))
        var start = location
        start.width = 1
        nodes.append(.init(kind: kind, location: start, end: 0))
        return true
    }

    private mutating func end() {
        guard let closed = open.popLast() else { return }
        nodes[closed.node].end = Int32(nodes.count)
        var measure = closed.measure
        measure.depth += 1
        if closed.isAnchored { measures[closed.node] = measure }
        grow(by: measure)
    }

    private mutating func grow(by measure: Measure) {
        guard !open.isEmpty else { return }
        open[open.count - 1].measure.size += measure.size
        open[open.count - 1].measure.bytes += measure.bytes
        open[open.count - 1].measure.depth = max(open[open.count - 1].measure.depth, measure.depth)
    }

    private func tooDeep(_ location: SourceLocation) -> Bool {
        log.report(.tooDeep, at: location, "lists and mappings are more than \(YAMLLimit.nesting) deep here")
        return false
    }

    private func kind(
        tagged tag: String, _ bytes: UnsafeBufferPointer<UInt8>, _ kind: YAMLDocument.Kind, at location: SourceLocation
    ) -> YAMLDocument.Kind {
        let type = ScalarType(plain: Array(bytes)[...])
        switch (tag, type) {
        case ("!", _), ("tag:yaml.org,2002:str", _): return .text
        case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:bool", .boolean),
            ("tag:yaml.org,2002:null", .null),
            ("tag:yaml.org,2002:float", .float), ("tag:yaml.org,2002:float", .integer):
            return .plain
        default:
            reportTag(tag, at: location)
            return .invalid
        }
    }

    private func reportTag(_ tag: String, at location: SourceLocation) {
        let standard = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
        let message =
            ["!!str", "!!int", "!!bool", "!!null", "!!float", "!!seq", "!!map"].contains(name)
            ? "the value does not fit its tag \(quoted(name))" : "the tag \(quoted(name)) has no meaning in a manifest"
        let isRange = VersionRange.matches(tag)
        log.report(
            .badTag, at: location, message, hint: isRange ? VersionRange.advice(Value.exampleVersion) : "remove the tag"
        )
    }

    private func name(_ bytes: UnsafePointer<UInt8>) -> String { String(cString: bytes) }
}
