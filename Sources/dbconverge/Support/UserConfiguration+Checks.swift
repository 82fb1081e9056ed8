import Manifest

extension UserConfiguration {
    /// The servers and targets that checks of manifests name: `checks`.
    struct Checks: Sendable {
        /// The Prometheus servers by their names.
        var prometheus: [String: Server] = [:]
        /// The webhooks by the names of their targets.
        var webhooks: [String: Server] = [:]

        /// Where one is, and what it takes to speak to it.
        struct Server: Hashable, Sendable {
            var url: Setting
            /// The absolute paths of the file with its token, and of the certificates that are trusted for it.
            var tokenFile, caFile: Setting?
        }
    }

    private enum ChecksKey: String, CaseIterable { case prometheus, webhooks }
    private enum ServerKey: String, CaseIterable { case url, tokenFile, caFile }

    /// Reads it. What is wrong is reported, and the configuration then not used.
    static func checks(_ value: Value, of document: SingleDocument) -> Checks {
        guard let keys = MappingReader<ChecksKey>(value, of: "a mapping with prometheus and webhooks") else {
            return Checks()
        }
        return Checks(
            prometheus: keys[.prometheus].map { servers($0, of: document) } ?? [:],
            webhooks: keys[.webhooks].map { servers($0, of: document) } ?? [:])
    }

    private static func servers(_ value: Value, of document: SingleDocument) -> [String: Checks.Server] {
        var servers: [String: Checks.Server] = [:]
        var first: [String: Value] = [:]
        for (name, value) in value.entries(of: "a mapping of names to servers") ?? [] {
            if let earlier = first.updateValue(value, forKey: name) { value.reportDuplicateKey(first: earlier) }
            guard let keys = MappingReader<ServerKey>(value, of: "a mapping such as 'url: https://…'") else { continue }
            func file(_ key: ServerKey) -> Setting? {
                guard let value = keys[key], let (text, location) = document.text(of: value, "the path of a file")
                else { return nil }
                if !text.hasPrefix("/") {
                    value.report(.badValue, "'\(key.rawValue)' must be an absolute path", hint: "begin it with '/'")
                }
                return Setting(text: text, location: location)
            }
            let (tokenFile, caFile) = (file(.tokenFile), file(.caFile))
            guard let url = keys[.url] else {
                value.report(.missingKey, "the key 'url' is missing here", hint: "such as url: https://host")
                continue
            }
            guard let (text, location) = document.text(of: url, "an address such as https://host") else { continue }
            servers[name] = Checks.Server(
                url: Setting(text: text, location: location), tokenFile: tokenFile, caFile: caFile)
        }
        return servers
    }
}
