public import Fleet

/// The JSON answer of `dbconverge retry --check`: what a person lets a fleet pass.
public struct PassedCheckDocument: Encodable, Sendable {
    /// A change that breaks readers raises it.
    public var schemaVersion = 1
    /// The fleet's name.
    var fleet: String
    /// The check's name.
    var check: String
    /// The waves that have it; a fleet's own check has none.
    var waves: [String]

    /// Of a check in all its places.
    public init(fleet: String, check: String, places: [CheckID]) {
        (self.fleet, self.check) = (fleet, check)
        waves = places.compactMap(\.wave)
    }

    /// The same in words.
    public var sentence: String {
        "the fleet '\(fleet)' goes on without the check '\(check)' where it waits for it now; what comes to rest later is checked again"
    }
}
