import CloudModel
import Fleet
public import FoundationEssentials

extension FleetFile: Codable {
    /// Reads a fleet's description; throws ``FleetFileError`` that says where and what to do.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(FleetFile.self, from: json)
        } catch let error as DecodingError {
            throw FleetFileError(description: "The fleet's description " + error.location)
        }
    }

    private enum Key: String, CodingKey, CaseIterable {
        case seed, region, projectID, credentials, instances, faults
        case upgradeSeconds, jobVisibilitySeconds, failureRate, precheckSeconds, precheckPublished
        case precheckMissing, jobOffset
        case batchRefusal, refusalNamesInstance, statusDuringUpgrade, tokenSeconds
    }

    /// Decodes a description and checks it as a whole.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(but: Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1,
            instances: try container.decode([CloudInstance].self, forKey: .instances))
        region = try container.decodeIfPresent(String.self, forKey: .region) ?? region
        projectID = try container.decodeIfPresent(String.self, forKey: .projectID) ?? projectID
        credentials = try container.decodeIfPresent(Credentials.self, forKey: .credentials) ?? credentials
        settings = try Self.settings(from: container)
        faults = try container.decodeIfPresent(Faults.self, forKey: .faults) ?? .none
        guard ProjectID(projectID) != nil else {
            throw container.wrong(.projectID, "'\(projectID)' is not a project id: give 32 letters and digits")
        }
        var seen: Set<InstanceID> = []
        for (position, instance) in instances.enumerated() where !seen.insert(instance.id).inserted {
            throw container.wrong(
                .instances, "number \(position) has the id of an earlier one, \(instance.id): give each its own")
        }
    }

    private static func settings(from container: KeyedDecodingContainer<Key>) throws -> SimulatedSettings {
        var settings = SimulatedSettings()
        if let range = try container.decodeIfPresent([Double].self, forKey: .upgradeSeconds) {
            guard range.count == 2, 0 <= range[0], range[0] <= range[1], range[1] <= 1e9 else {
                throw container.wrong(.upgradeSeconds, "give the shortest and the longest time, such as [900, 1200]")
            }
            settings.upgradeDuration = .seconds(range[0]) ... .seconds(range[1])
        }
        settings.jobVisibilityDelay = try container.duration(.jobVisibilitySeconds) ?? settings.jobVisibilityDelay
        settings.precheckDuration = try container.duration(.precheckSeconds) ?? settings.precheckDuration
        settings.tokenLifetime = try container.duration(.tokenSeconds) ?? settings.tokenLifetime
        if let rate = try container.decodeIfPresent(Double.self, forKey: .failureRate) {
            guard (0...1).contains(rate) else { throw container.wrong(.failureRate, "give a share from 0 to 1") }
            settings.failureRate = rate
        }
        settings.precheckPublished = try container.decodeIfPresent(Bool.self, forKey: .precheckPublished) ?? true
        settings.precheckMissing =
            try container.decodeIfPresent(SimulatedSettings.MissingPrecheck.self, forKey: .precheckMissing)
            ?? settings.precheckMissing
        settings.refusalNamesInstance = try container.decodeIfPresent(Bool.self, forKey: .refusalNamesInstance) ?? true
        settings.jobOffset =
            try container.decodeIfPresent(SimulatedSettings.JobOffset.self, forKey: .jobOffset) ?? settings.jobOffset
        settings.batchRefusal =
            try container.decodeIfPresent(SimulatedSettings.BatchRefusal.self, forKey: .batchRefusal)
            ?? settings.batchRefusal
        settings.statusDuringUpgrade = try container.decodeIfPresent(String.self, forKey: .statusDuringUpgrade)
        return settings
    }

    /// Encodes all of it, so that a generated fleet can be saved and edited.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(seed, forKey: .seed)
        try container.encode(region, forKey: .region)
        try container.encode(projectID, forKey: .projectID)
        try container.encode(credentials, forKey: .credentials)
        let duration = settings.upgradeDuration
        try container.encode([duration.lowerBound.inSeconds, duration.upperBound.inSeconds], forKey: .upgradeSeconds)
        try container.encode(settings.jobVisibilityDelay.inSeconds, forKey: .jobVisibilitySeconds)
        try container.encode(settings.failureRate, forKey: .failureRate)
        try container.encode(settings.precheckDuration.inSeconds, forKey: .precheckSeconds)
        try container.encode(settings.precheckPublished, forKey: .precheckPublished)
        try container.encode(settings.precheckMissing, forKey: .precheckMissing)
        try container.encode(settings.jobOffset, forKey: .jobOffset)
        try container.encode(settings.batchRefusal, forKey: .batchRefusal)
        try container.encode(settings.refusalNamesInstance, forKey: .refusalNamesInstance)
        try container.encodeIfPresent(settings.statusDuringUpgrade, forKey: .statusDuringUpgrade)
        try container.encode(settings.tokenLifetime.inSeconds, forKey: .tokenSeconds)
        if faults != .none { try container.encode(faults, forKey: .faults) }
        try container.encode(instances, forKey: .instances)
    }
}

/// Why a fleet's description can't be used: where it is wrong, and what to do.
public struct FleetFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In one sentence.
    public let description: String
}
