/// What a user's own configuration file says: `endpoints`, `credentials` and `caFile`, all optional.
///
/// It is read from the user's home and never from a repository: a person who can change one must not redirect credentials.
public struct UserConfiguration: Sendable {
    /// A text with the location where it is written.
    public struct Setting: Hashable, Sendable {
        /// The text, unchecked.
        public var text: String
        /// Where it stands.
        public var location: Diagnostic.Location
    }

    /// Where the services of one region are.
    public struct Endpoints: Hashable, Sendable {
        /// Where TaurusDB is.
        public var api: Setting?
        /// Where IAM is.
        public var iam: Setting?
    }

    /// The endpoints by the region's name.
    public var endpoints: [String: Endpoints] = [:]
    /// Where credentials are taken from when neither a flag, a manifest nor the environment has any.
    public var credentials: Setting?
    /// The absolute path of a file of certificates that are trusted besides the system's.
    public var caFile: Setting?

    /// A configuration that says nothing, as where there is no file.
    public init() {}

    /// Reads a file. An empty one says nothing; unknown keys are errors.
    ///
    /// - Returns: the configuration, which must not be used where there are diagnostics.
    public static func load(_ file: SourceFile) -> (configuration: UserConfiguration, diagnostics: [Diagnostic]) {
        let log = IssueLog()
        var configuration = UserConfiguration()
        var count = 0
        YAMLDocument.readAll(of: file, number: 0, log: log) { document in
            count += 1
            let root = Value(document)
            guard count == 1 else {
                root.report(
                    .wrongType, "this is a second document, and a configuration has one", hint: "remove the '---'")
                return
            }
            configuration.read(root, SourceText(file.bytes), path: file.path)
        }
        return (configuration, log.diagnostics(for: [file]))
    }

    private enum Key: String, CaseIterable { case endpoints, credentials, caFile }
    private enum EndpointKey: String, CaseIterable { case api, iam }

    private mutating func read(_ root: Value, _ source: SourceText, path: String) {
        guard let fields = MappingReader<Key>(root, of: "a mapping such as 'credentials: profile:prod'") else { return }
        func setting(_ value: Value?, _ what: String) -> Setting? {
            guard let value, let text = value.word(what, atMost: YAMLLimit.scalarBytes) else { return nil }
            return Setting(text: text, location: source.location(of: value.location, path: path))
        }
        credentials = setting(fields[.credentials], "environment, metadata or profile:NAME")
        caFile = setting(fields[.caFile], "the path of a file of certificates")
        if let value = fields[.caFile], let text = caFile?.text, !text.hasPrefix("/") {
            value.report(.badValue, "\(value.name) must be an absolute path", hint: "begin it with '/'")
        }
        guard let regions = fields[.endpoints]?.entries(of: "a mapping of regions to their endpoints") else { return }
        var first: [String: Value] = [:]
        for (region, value) in regions {
            if let earlier = first.updateValue(value, forKey: region) { value.reportDuplicateKey(first: earlier) }
            guard let keys = MappingReader<EndpointKey>(value, of: "a mapping with api and iam") else { continue }
            endpoints[region] = Endpoints(
                api: setting(keys[.api], "an endpoint such as https://host"),
                iam: setting(keys[.iam], "an endpoint such as https://host"))
        }
    }
}
