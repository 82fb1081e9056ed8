/// What a file may cost to read. Manifests come from pull requests: nothing in one may exhaust time, memory or stack.
enum YAMLLimit {
    /// Bytes in a file: 16 MiB.
    static let fileSize = 16 * 1024 * 1024
    /// Lists and mappings inside each other.
    static let nesting = 64
    /// Nodes that all aliases of a file together stand for.
    static let aliasedNodes = 100_000
    /// Bytes of text that all aliases of a file together stand for: 16 MiB.
    static let aliasedBytes = 16 * 1024 * 1024
    /// Bytes in one text, key or value: what 1,024 characters can have. Longer ones aren't kept at all.
    static let scalarBytes = 4 * freeText
    /// Characters in a text for people, such as a freeze's reason.
    static let freeText = 1_024
    /// Characters in everything else: names, labels, words, numbers.
    static let word = 256
    /// A limit as a message says it: 256 or 1,024.
    static func spelled(_ limit: Int) -> String { limit == freeText ? "1,024" : "\(limit)" }
    /// Lines that look like directives; libyaml compares each with all before it.
    static let directives = 100
    /// Problems shown for one file.
    static let problems = 1_000
}
