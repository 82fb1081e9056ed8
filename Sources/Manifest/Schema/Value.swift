/// A node of a document as the schema looks at it: with the key that it is the value of. Every reader reports what is
/// wrong where it stands and returns nil, so that the schema's files need say only what belongs where.
package struct Value {
    let document: YAMLDocument
    /// The node, with an alias followed: what is wrong in it is shown where it is written.
    let node: Int
    /// The key's node; nil for the entries of a list and for a document.
    let key: Int?

    init(_ document: YAMLDocument, node: Int = 0, key: Int? = nil) {
        self.document = document
        self.node = document.resolved(node)
        self.key = key
    }

    var kind: YAMLDocument.Kind { document.nodes[node].kind }
    /// The scalar's text, whatever its type.
    var rawText: String { document.withBytes(node) { String(decoding: $0, as: UTF8.self) } }
    /// The scalar's text as a hint may show it.
    var shownText: String { String(quoted(rawText).dropFirst().dropLast()) }
    var type: ScalarType { kind == .plain ? ScalarType(plain: document.bytes(node)) : .text }
    var isScalar: Bool { kind == .plain || kind == .text }

    /// Where the value stands, or its key where the value is left out.
    var location: SourceLocation {
        if kind == .plain, document.nodes[node].length == 0, let key { return document.nodes[key].location }
        return document.nodes[node].location
    }

    /// Where its key stands, or itself where it has none.
    var keyLocation: SourceLocation { key.map { document.nodes[$0].location } ?? document.nodes[node].location }

    /// What a message calls it.
    var name: String {
        guard let key, document.nodes[key].kind == .plain || document.nodes[key].kind == .text else { return "this" }
        return quoted(String(decoding: document.bytes(key), as: UTF8.self))
    }

    /// Whether its key, where it has one, is no longer than a word; reported where it is.
    var isKeyShort: Bool { key.map { Value(document, node: $0).isShort() } ?? true }

    /// Reports what is wrong with the value, where it stands.
    ///
    /// - Parameters:
    ///   - code: the kind of problem.
    ///   - message: what is wrong, in one sentence.
    ///   - hint: what to do about it.
    package func report(
        _ code: Diagnostic.Code, _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) {
        document.log.report(code, at: location, message(), hint: hint())
    }

    /// Reports what is wrong with the value, with other locations that have to do with it.
    func report(
        _ code: Diagnostic.Code, _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil,
        related: [(message: String, location: SourceLocation)]
    ) {
        document.log.report(code, at: location, message(), hint: hint(), related: related)
    }

    /// Reports that something else was expected here; nothing, where the node itself was reported already.
    func reportType(expected: @autoclosure () -> String, hint: @autoclosure () -> String? = nil) {
        guard kind != .invalid else { return }
        report(.wrongType, "\(name) must be \(expected()), but is \(described)", hint: hint())
    }

    /// Reports that the value's key is in its mapping a second time; `first` is the value that has the key already.
    package func reportDuplicateKey(first: Value) {
        document.log.report(
            .duplicateKey, at: keyLocation, "the key \(name) is here twice", hint: "remove one of them",
            related: [("it is here first", first.keyLocation)])
    }

    /// What the value is, in words.
    var described: String {
        switch kind {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias, .invalid: "unreadable"
        case .text: "the text \(quoted(rawText))"
        case .plain:
            switch type {
            case .null: document.nodes[node].length == 0 ? "empty" : "null"
            case .boolean: "the boolean \(rawText)"
            case .integer, .float: "the number \(quoted(rawText))"
            case .text: "the text \(quoted(rawText))"
            }
        }
    }
}

extension Value {
    /// The entries of a list; nil, and reported, where it is none or has more than `limit`.
    func items(of what: String, atMost limit: Int = .max) -> [Value]? {
        guard kind == .sequence else {
            reportType(expected: "a list of \(what)", hint: isScalar && type != .null ? "write [\(shownText)]" : nil)
            return nil
        }
        let children = children
        guard children.count <= limit else {
            report(
                .badNumber, "\(name) has \(children.count) entries; at most \(limit) are allowed",
                hint: "declare fewer \(what)")
            return nil
        }
        return children.map { Value(document, node: $0) }
    }

    /// The entries of a mapping whose keys are text, in their order. Other keys are reported and left out, and so are
    /// merge keys. A key that is there twice has two entries; `reportDuplicateKey(first:)` reports it.
    ///
    /// - Parameter what: what the mapping is, for messages: "a mapping of labels".
    /// - Returns: nil, and reported, where the value is no mapping.
    package func entries(of what: String) -> [(key: String, value: Value)]? {
        var entries: [(key: String, value: Value)] = []
        return forEachEntry(of: what) { entries.append(($0, $1)) } ? entries : nil
    }

    /// Hands the same entries to `body`, one by one; false, and reported, where the value is no mapping.
    func forEachEntry(of what: String, _ body: (_ key: String, _ value: Value) -> Void) -> Bool {
        guard kind == .mapping else {
            reportType(expected: what)
            return false
        }
        let end = Int(document.nodes[node].end)
        var child = node + 1
        // A document that was given up in the middle of a mapping is not read, so that each key has a value.
        while child < end {
            let key = Value(document, node: child)
            child = Int(document.nodes[child].end)
            guard child < end else { break }
            let value = Value(document, node: child, key: key.node)
            child = Int(document.nodes[child].end)
            if key.isMergeKey {
                key.report(
                    .mergeKey, "merge keys ('<<') are not part of YAML 1.2 and are not supported",
                    hint: "write the keys out, or use an alias for the whole mapping")
            } else if key.isScalar, key.type == .text {
                body(key.rawText, value)
            } else if key.kind != .invalid {
                key.report(.wrongType, "a key must be text, but this is \(key.described)", hint: "put it in quotes")
            }
        }
        return true
    }

    private var isMergeKey: Bool {
        kind == .plain && document.withBytes(node) { $0.count == 2 && $0[0] == 0x3C && $0[1] == 0x3C }
    }

    /// The value of a key, without a look at the rest of the mapping; nil where there is none.
    func child(_ name: String) -> Value? {
        guard kind == .mapping else { return nil }
        let children = children
        for index in stride(from: 0, to: children.count - 1, by: 2) {
            let key = document.resolved(children[index])
            let kind = document.nodes[key].kind
            if kind == .plain || kind == .text, document.bytes(key).elementsEqual(name.utf8) {
                return Value(document, node: children[index + 1], key: key)
            }
        }
        return nil
    }

    /// The nodes directly below this one.
    var children: [Int] {
        var children: [Int] = []
        var child = node + 1
        let end = Int(document.nodes[node].end)
        while child < end {
            children.append(child)
            child = Int(document.nodes[child].end)
        }
        return children
    }
}
