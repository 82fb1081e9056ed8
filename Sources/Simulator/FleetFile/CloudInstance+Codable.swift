public import CloudModel
import Fleet

extension CloudInstance: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case id, name, version, offers, nodes, status, tags, maintenanceWindow, failsPrecheck, refuses, failsOnce
    }

    /// Decodes one instance of a ``FleetFile``; only `id` and `version` have no default.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(but: Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        let id = try container.decode(InstanceID.self, forKey: .id)
        self.init(
            id: id,
            name: try container.decodeIfPresent(String.self, forKey: .name)
                ?? "taurusdb-" + String(id.description.prefix(4)),
            version: try container.decode(KernelVersion.self, forKey: .version),
            offers: try container.decodeIfPresent([KernelVersion].self, forKey: .offers) ?? [],
            nodes: try container.decodeIfPresent(Int.self, forKey: .nodes) ?? 2,
            status: try container.decodeIfPresent(String.self, forKey: .status) ?? "normal",
            tags: try container.decodeIfPresent([String: String].self, forKey: .tags) ?? [:],
            failsPrecheck: try container.decodeIfPresent(Bool.self, forKey: .failsPrecheck) ?? false,
            refuses: try container.decodeIfPresent(String.self, forKey: .refuses),
            failsOnce: try container.decodeIfPresent(Set<KernelVersion>.self, forKey: .failsOnce) ?? [])
        guard (1...16).contains(nodes) else { throw container.wrong(.nodes, "give 1 to 16 nodes") }
        if let text = try container.decodeIfPresent(String.self, forKey: .maintenanceWindow) {
            guard let window = MaintenanceWindow(text) else {
                throw container.wrong(.maintenanceWindow, "'\(text)' is no window: write one like 18:00-22:00, in UTC")
            }
            maintenanceWindow = window
        }
    }

    /// Encodes all of it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encode(offers, forKey: .offers)
        try container.encode(nodes, forKey: .nodes)
        try container.encode(status, forKey: .status)
        try container.encode(tags, forKey: .tags)
        try container.encode(maintenanceWindow.description, forKey: .maintenanceWindow)
        try container.encode(failsPrecheck, forKey: .failsPrecheck)
        try container.encodeIfPresent(refuses, forKey: .refuses)
        if !failsOnce.isEmpty { try container.encode(failsOnce.sorted(), forKey: .failsOnce) }
    }
}

extension FleetFile.Credentials: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case accessKey, secretKey, securityToken, user, password, domain
    }

    /// Decodes credentials; each has its default.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(but: Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        self.init()
        accessKey = try container.decodeIfPresent(String.self, forKey: .accessKey) ?? accessKey
        secretKey = try container.decodeIfPresent(String.self, forKey: .secretKey) ?? secretKey
        securityToken = try container.decodeIfPresent(String.self, forKey: .securityToken)
        user = try container.decodeIfPresent(String.self, forKey: .user) ?? user
        password = try container.decodeIfPresent(String.self, forKey: .password) ?? password
        domain = try container.decodeIfPresent(String.self, forKey: .domain) ?? domain
    }

    /// Encodes all of it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(accessKey, forKey: .accessKey)
        try container.encode(secretKey, forKey: .secretKey)
        try container.encodeIfPresent(securityToken, forKey: .securityToken)
        try container.encode(user, forKey: .user)
        try container.encode(password, forKey: .password)
        try container.encode(domain, forKey: .domain)
    }
}
