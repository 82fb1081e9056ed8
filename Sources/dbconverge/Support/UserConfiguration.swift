import Manifest

/// What a user's own configuration file says: `endpoints`, `credentials`, `caFile`, `verify` and `checks`, all optional.
///
/// It is read from the user's home and never from a repository: a person who can change one must not redirect credentials.
struct UserConfiguration: Sendable {
    /// A text with the location where it is written.
    struct Setting: Hashable, Sendable {
        /// The text, unchecked.
        var text: String
        /// Where it stands.
        var location: Diagnostic.Location
        /// Where it stands, as errors say it.
        var locationText: String { "\(location.path):\(location.line):\(location.column)" }
    }

    /// Where the services of one region are.
    struct Endpoints: Hashable, Sendable {
        /// Where TaurusDB is.
        var api: Setting?
        /// Where IAM is.
        var iam: Setting?
    }

    /// The endpoints by the region's name.
    var endpoints: [String: Endpoints] = [:]
    /// Where credentials are taken from when neither a flag, a manifest nor the environment has any.
    var credentials: Setting?
    /// The absolute path of a file of certificates that are trusted besides the system's.
    var caFile: Setting?
    /// Whose signatures commits need; nil: none.
    var verify: Verify?
    /// The servers and targets that checks name.
    var checks = Checks()

    /// A configuration that says nothing, as where there is no file.
    init() {}

    /// Reads a file. An empty one says nothing; unknown keys are errors.
    ///
    /// - Returns: the configuration, which must not be used where there are diagnostics.
    static func load(_ file: SourceFile) -> (configuration: UserConfiguration, diagnostics: [Diagnostic]) {
        let document = SingleDocument(file, kind: "a configuration")
        var configuration = UserConfiguration()
        if let root = document.root { configuration.read(root, of: document) }
        return (configuration, document.diagnostics)
    }

    private enum Key: String, CaseIterable { case endpoints, credentials, caFile, verify, checks }
    private enum EndpointKey: String, CaseIterable { case api, iam }

    private mutating func read(_ root: Value, of document: SingleDocument) {
        guard let fields = MappingReader<Key>(root, of: "a mapping such as 'credentials: profile:prod'") else { return }
        func setting(_ value: Value?, _ what: String) -> Setting? {
            guard let value, let (text, location) = document.text(of: value, what) else { return nil }
            return Setting(text: text, location: location)
        }
        credentials = setting(fields[.credentials], "environment, metadata or profile:NAME")
        caFile = setting(fields[.caFile], "the path of a file of certificates")
        if let value = fields[.caFile], let text = caFile?.text, !text.hasPrefix("/") {
            value.report(.badValue, "'caFile' must be an absolute path", hint: "begin it with '/'")
        }
        if let value = fields[.checks] { checks = Self.checks(value, of: document) }
        if let value = fields[.verify] { verify = Self.verify(value, of: document) }
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
