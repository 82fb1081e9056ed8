public import Fleet

/// What tells a fleet from every other, whichever repository declares it: the journal and the lock go by it.
public struct FleetKey: Hashable, Sendable, Codable {
    /// The region's name, such as `cn-north-4`.
    public var region: String
    /// The project; `auto` has been looked up.
    public var project: ProjectID
    /// The fleet's name.
    public var name: String

    /// A key.
    public init(region: String, project: ProjectID, name: String) {
        (self.region, self.project, self.name) = (region, project, name)
    }
}

extension FleetKey {
    /// Whether it is another fleet of the same region and project.
    func isNeighbour(of other: FleetKey) -> Bool {
        self != other && region == other.region && project == other.project
    }
}

extension FleetKey: CustomStringConvertible {
    /// `region/project/name`.
    public var description: String { "\(region)/\(project)/\(name)" }
}

extension FleetKey: Comparable {
    /// Order by name, then by where it lives, so that lists are stable.
    public static func < (left: FleetKey, right: FleetKey) -> Bool {
        (left.name, left.region, left.project) < (right.name, right.region, right.project)
    }
}
