public import Fleet

/// What a set of files declares, or why it can't be used.
public struct LoadedManifests: Sendable {
    /// The declared fleets in the order of their names. Empty whenever there is an error: no part of a set of manifests
    /// is ever applied without the rest.
    public var fleets: [DesiredFleet]
    /// Everything that was found, in the order of path, line and column.
    public var diagnostics: [Diagnostic]
    /// A result.
    public init(fleets: [DesiredFleet], diagnostics: [Diagnostic]) {
        (self.fleets, self.diagnostics) = (fleets, diagnostics)
    }

    /// Whether any diagnostic is an error, so that nothing may be applied.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
