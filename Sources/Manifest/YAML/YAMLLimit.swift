/// What a file may cost to read. Manifests come from pull requests: nothing in one may exhaust time, memory or stack.
enum YAMLLimit {
    /// Bytes in a file: 16 MiB.
    static let fileSize = 16 * 1024 * 1024
    /// Lists and mappings inside each other.
    static let nesting = 64
    /// Nodes that all aliases of a file together stand for.
    static let aliasedNodes = 100_000
    /// Lines that look like directives; libyaml compares each with all before it.
    static let directives = 100
    /// Problems shown for one file.
    static let problems = 1_000
}
