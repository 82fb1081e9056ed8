/// A fleet that another one follows: until it runs a version and has soaked, the other is not upgraded to it.
public struct FleetDependency: Hashable, Sendable {
    /// The name of the fleet that goes first.
    public var fleet: String
    /// How long it must have been at rest.
    public var soak: Duration

    /// The most fleets that one fleet may depend on.
    public static let maximumPerFleet = 100

    /// A dependency on the fleet of this name.
    public init(fleet: String, soak: Duration = .zero) { (self.fleet, self.soak) = (fleet, soak) }
}
