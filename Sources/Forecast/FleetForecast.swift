public import Fleet
public import FoundationEssentials

/// When the waves of a fleet would begin and end, as far as the rollout's own rules tell. It promises nothing: what it
/// assumes is told in docs/forecast.md. All times are about.
public struct FleetForecast: Hashable, Sendable, Codable {
    /// The fleet's name.
    public var fleet: String
    /// The zone of the fleet's windows; nil: it has none, and the times are shown in that of the reader. It is no part of
    /// the coded form, whose times are instants.
    public var zone: ZoneRules?
    /// When the forecast begins: its first run begins then.
    public var begins: Date
    /// What lies between the beginnings of two runs.
    public var interval: Duration
    /// How long one upgrade is taken to last.
    public var typicalDuration: TypicalDuration
    /// The waves, in their order.
    public var waves: [WaveForecast]
    /// How it ends.
    public var end: ForecastEnd
    /// Whether the fleet has checks, each of which is taken to pass at once. It is no part of the coded form.
    public var passesChecks = false

    /// A forecast.
    public init(
        fleet: String, zone: ZoneRules? = nil, begins: Date, interval: Duration, typicalDuration: TypicalDuration,
        waves: [WaveForecast], end: ForecastEnd
    ) {
        (self.fleet, self.zone, self.begins, self.interval) = (fleet, zone, begins, interval)
        (self.typicalDuration, self.waves, self.end) = (typicalDuration, waves, end)
    }

    private enum CodingKeys: String, CodingKey { case fleet, begins, interval, typicalDuration, waves, end }

    /// How many upgrades it forecasts. An instance that stops on its way has several.
    public var upgrades: Int { waves.reduce(0) { $0 + $1.upgrades } }
}

/// How a forecast ends.
public enum ForecastEnd: Hashable, Sendable, Codable {
    /// Every instance that counts would run its declared version.
    case converged(at: Date)
    /// Nothing goes on by itself any more; what is left needs a person.
    case attention(at: Date)
    /// The rollout would not be done by then, and the forecast looks no further.
    case horizon(Date)
    /// The forecast cannot tell, for this reason.
    case unknown(why: String)
}

/// What a forecast says of one wave.
public struct WaveForecast: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Whether it was done when the forecast was made; then the first three times but a soak's are nil.
    public var isDone: Bool
    /// When its first forecast upgrade would be requested; nil where none is.
    public var starts: Date?
    /// When all of its instances that count would run their declared versions and be at rest; nil where that does not
    /// come about, and where it is done already.
    public var completes: Date?
    /// Until when it would soak, or soaks; nil where it does not.
    public var soaksUntil: Date?
    /// How many upgrades of it are forecast; those that run already are not among them.
    public var upgrades: Int
    /// The spans in which its upgrades run, those included that run already: nights, where it has a window each night.
    public var sessions: [ForecastSession]

    /// A wave.
    public init(
        name: String, isDone: Bool = false, starts: Date? = nil, completes: Date? = nil, soaksUntil: Date? = nil,
        upgrades: Int = 0, sessions: [ForecastSession] = []
    ) {
        (self.name, self.isDone, self.starts, self.completes) = (name, isDone, starts, completes)
        (self.soaksUntil, self.upgrades, self.sessions) = (soaksUntil, upgrades, sessions)
    }
}

/// A span of time in which upgrades of a wave run, without a pause of three hours or more.
public struct ForecastSession: Hashable, Sendable, Codable {
    /// When the first of them begins.
    public var start: Date
    /// When the last of them ends.
    public var end: Date

    /// A span.
    public init(start: Date, end: Date) { (self.start, self.end) = (start, end) }
}
