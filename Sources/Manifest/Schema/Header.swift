/// What every document starts with: which schema it follows and what it is called.
struct Header {
    static let apiVersion = "dbconverge/v1"

    /// The kinds of document.
    enum Kind: String, CaseIterable {
        case fleet = "Fleet"
        case rollout = "Rollout"
    }

    var kind: Kind
    var name: Declared<String>?
    var labels: [String: String]
    var spec: Value?
    let log: IssueLog

    enum Key: String, CaseIterable { case apiVersion, kind, metadata, spec }
    enum MetadataKey: String, CaseIterable { case name, labels, annotations }

    /// Reads the header; nil, and reported, where the document is none of ours: nothing else in it is looked at.
    init?(_ root: Value) {
        guard root.kind == .mapping else {
            root.reportType(
                expected: "a manifest, which is a mapping", hint: "it starts with 'apiVersion: \(Header.apiVersion)'")
            return nil
        }
        if let sops = root.child("sops"), ["mac", "lastmodified", "version"].contains(where: { sops.child($0) != nil })
        {
            root.document.log.report(
                .unprocessed, at: sops.keyLocation, "this file is encrypted by SOPS", hint: ForeignContent.sops)
            return nil
        }
        let version = Header.checkVersion(root)
        guard let kind = Header.kind(root), version else { return nil }
        guard let fields = MappingReader<Key>(root, allowsExtensions: true) else { return nil }
        self.kind = kind
        log = root.document.log
        let metadata = fields.required(.metadata).flatMap { MappingReader<MetadataKey>($0) }
        let name = metadata?.required(.name)
        self.name = name.flatMap { value in
            value.label("the name of a \(kind.rawValue)").map { Declared($0, value) }
        }
        labels = metadata?[.labels]?.labels() ?? [:]
        // They are for other tools: what they say changes nothing here.
        metadata?[.annotations]?.checkAnnotations()
        spec = fields.required(.spec)
    }

    private static func checkVersion(_ root: Value) -> Bool {
        guard let value = root.child("apiVersion") else {
            root.report(
                .missingKey, "the key 'apiVersion' is missing here",
                hint:
                    "start with 'apiVersion: \(apiVersion)'; if this is no manifest, let --path name the folder that holds them"
            )
            return false
        }
        guard let text = value.word("'\(apiVersion)'") else { return false }
        guard text == apiVersion else {
            let meant = nearest(to: text, among: [apiVersion]) != nil
            value.report(
                .unknownAPIVersion, "unknown apiVersion \(quoted(text))",
                hint: meant
                    ? "did you mean '\(apiVersion)'?"
                    : "only '\(apiVersion)' is read; if this is no manifest, let --path name the folder that holds them"
            )
            return false
        }
        return true
    }

    private static func kind(_ root: Value) -> Kind? {
        guard let value = root.child("kind") else {
            root.report(.missingKey, "the key 'kind' is missing here", hint: "add 'kind: Fleet' or 'kind: Rollout'")
            return nil
        }
        guard let text = value.word("Fleet or Rollout") else { return nil }
        guard let kind = Kind(rawValue: text) else {
            value.report(
                .unknownKind, "unknown kind \(quoted(text))",
                hint: hint(for: text, among: Kind.allCases.map(\.rawValue), listing: "the kinds are"))
            return nil
        }
        return kind
    }
}

/// Something with the location where it is declared.
struct Declared<Content> {
    var content: Content
    var location: SourceLocation

    init(_ content: Content, _ location: SourceLocation) { (self.content, self.location) = (content, location) }
    init(_ content: Content, _ value: Value) { self.init(content, value.location) }
}
