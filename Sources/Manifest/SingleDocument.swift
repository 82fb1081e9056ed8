/// A file of YAML that is no manifest and has one document, such as the user's own configuration.
///
/// The file is read as manifests are, with the same limits and the same diagnostics. Its schema belongs to the caller,
/// who reads `root` with `MappingReader` and `Value` and looks at `diagnostics` afterwards.
package struct SingleDocument {
    /// The document's root; nil where the file is empty, has only a null, or can't be read, which is reported.
    package let root: Value?
    private let file: SourceFile
    private let source: SourceText
    private let log: IssueLog

    /// Reads a file, and reports each problem in it; a second document is one.
    ///
    /// - Parameters:
    ///   - file: the file; its path is the one that diagnostics name.
    ///   - kind: what the file is, with its article, for messages: "a configuration".
    package init(_ file: SourceFile, kind: String) {
        let log = IssueLog()
        var root: Value?
        YAMLDocument.readAll(of: file, number: 0, log: log) { document in
            let value = Value(document)
            guard root == nil else {
                value.report(.wrongType, "this is a second document, and \(kind) has one", hint: "remove the '---'")
                return
            }
            root = value
        }
        (self.root, self.log) = (root, log)
        (self.file, source) = (file, SourceText(file.bytes))
    }

    /// The text of a scalar, of at most 4,096 bytes, and its location. The caller checks the shape of the text, so that
    /// it doesn't matter whether YAML takes it for a number.
    ///
    /// - Parameters:
    ///   - value: a value of this document.
    ///   - what: what the text is, for messages: "an absolute path".
    /// - Returns: nil, and reported, where the value is no scalar, is null or empty, is too long, or has control
    ///   characters.
    package func text(of value: Value, _ what: String) -> (text: String, location: Diagnostic.Location)? {
        guard let text = value.word(what, atMost: YAMLLimit.scalarBytes) else { return nil }
        return (text, source.location(of: value.location, path: file.path))
    }

    /// Where a value of this document stands, as errors say it.
    package func locationText(of value: Value) -> String {
        let location = source.location(of: value.keyLocation, path: file.path)
        return "\(location.path):\(location.line):\(location.column)"
    }

    /// Everything that was reported so far, also by readers of `root`, in the order of line and column.
    package var diagnostics: [Diagnostic] { log.diagnostics(for: [file]) }
}
