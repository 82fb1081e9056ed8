/// A mapping whose keys the schema knows, each at most once.
package struct MappingReader<Key: RawRepresentable & CaseIterable & Equatable> where Key.RawValue == String {
    /// The mapping itself.
    let value: Value
    private let fields: [(key: Key, value: Value)]
    /// The keys that were probably meant by unknown ones.
    private let meant: Set<String>

    /// Reads a mapping and reports its unknown and duplicate keys; nil, and reported, where the value is no mapping.
    ///
    /// - Parameters:
    ///   - value: the mapping.
    ///   - what: what it is, for messages: "a mapping with api and iam".
    ///   - allowsExtensions: whether keys that begin with `x-` are the author's own, such as a place for anchors; what is
    ///     below them is not looked at.
    package init?(_ value: Value, of what: String = "a mapping", allowsExtensions: Bool = false) {
        self.value = value
        var extensions: [String: Value] = [:]
        var (fields, meant): ([(key: Key, value: Value)], Set<String>) = ([], [])
        fields.reserveCapacity(4)
        let isMapping = value.forEachEntry(of: what) { name, field in
            guard let key = Key(rawValue: name) else {
                if allowsExtensions, name.hasPrefix("x-"), name != "x-" {
                    if let first = extensions.updateValue(field, forKey: name) {
                        field.reportDuplicateKey(first: first)
                    }
                    return
                }
                value.document.log.report(
                    .unknownKey, at: field.keyLocation, "unknown key \(quoted(name))",
                    hint: Self.hint(for: name, allowsExtensions: allowsExtensions))
                if let near = nearest(to: name, among: Key.allCases.map(\.rawValue)) { meant.insert(near) }
                return
            }
            if let first = fields.first(where: { $0.key == key }) {
                field.reportDuplicateKey(first: first.value)
                return
            }
            fields.append((key, field))
        }
        guard isMapping else { return nil }
        (self.fields, self.meant) = (fields, meant)
    }

    /// A key's value; nil where it is not there.
    package subscript(key: Key) -> Value? {
        for field in fields where field.key == key { return field.value }
        return nil
    }

    /// Whether a key is there, if only misspelt: that is reported once, and not again for whatever it leads to.
    func has(_ key: Key) -> Bool { self[key] != nil || meant.contains(key.rawValue) }

    /// A key's value, which must be there.
    func required(_ key: Key) -> Value? {
        if let field = self[key] { return field }
        guard !has(key) else { return nil }
        value.report(.missingKey, "the key '\(key.rawValue)' is missing here")
        return nil
    }

    private static func hint(for name: String, allowsExtensions: Bool) -> String {
        if !allowsExtensions, name.hasPrefix("x-"), Key.self is any SchemaKey.Type {
            return "a key of your own can only stand at the top of a document, beside 'kind'"
        }
        let hint = Manifest.hint(
            for: name, among: Key.allCases.map(\.rawValue), listing: "the keys that can stand here")
        return allowsExtensions && !hint.hasPrefix("did you") ? "\(hint); one of your own begins with 'x-'" : hint
    }
}
