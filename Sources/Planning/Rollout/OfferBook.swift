public import FoundationEssentials
public import Fleet

/// What is known of offers: the last reading of each, and those that could not be read.
public struct OfferBook: Hashable, Sendable {
    private var offers: [InstanceID: Offer]
    private var failures: [InstanceID: UnreadableOffer] = [:]
    /// The maintenance windows that were read with offers, where they matter.
    private var windows: [InstanceID: DailyWindow] = [:]
    /// How many offers in a row turned out to permit nothing.
    private var fruitlessReadings = 0

    /// A book of offers that were read.
    public init(_ offers: [InstanceID: Offer] = [:]) { self.offers = offers }

    /// The last reading of an instance's offer; nil: there is none, or what it said is out of date.
    public subscript(id: InstanceID) -> Offer? {
        get { offers[id] }
        set { offers[id] = newValue }
    }

    /// The last error, where an instance's offer could not be read; nil where it was, or was not tried.
    public func failure(of id: InstanceID) -> UnreadableOffer? { failures[id] }

    /// The maintenance window of an instance; nil: it was not read.
    package func window(of id: InstanceID) -> DailyWindow? { windows[id] }

    /// Takes in readings that began or failed now, with the maintenance windows that were read.
    public mutating func add(
        _ readings: [InstanceID: OfferReading], windows: [InstanceID: DailyWindow] = [:], now: Date
    ) {
        self.windows.merge(windows) { _, new in new }
        for (id, reading) in readings {
            switch reading {
            case .read(let offer): (offers[id], failures[id]) = (offer, nil)
            case .failed(let message, let mayPass):
                let attempts = (failures[id]?.attempts ?? 0) + 1
                offers[id] = nil
                failures[id] = UnreadableOffer(attempts: attempts, mayPass: mayPass, message: message, triedAt: now)
            }
        }
    }

    /// Drops the readings that an observation contradicts: one of the two is out of date, so that both are made again.
    /// Returns whose they were.
    mutating func dropContradicted(by seen: Observation) -> [InstanceID] {
        let contradicted = offers.filter { id, offer in
            offer.readAt < seen.startedAt && offer.current != seen.instances[id]?.current
        }
        for id in contradicted.keys { offers[id] = nil }
        return Array(contradicted.keys)
    }

    /// Drops every reading; what could not be read is still known.
    mutating func dropAll() { offers = [:] }

    /// Counts readings by whether they permitted an upgrade.
    mutating func count(readings: Int, permitted: Bool) {
        fruitlessReadings = permitted ? 0 : fruitlessReadings + readings
    }

    /// How many offers to read at a time where so many are needed: more, where offer after offer permits nothing.
    func readingWidth(needed: Int) -> Int {
        min(max(needed, fruitlessReadings), UpgradeRequest.maximumInstances)
    }
}

/// An offer that could not be read.
public struct UnreadableOffer: Hashable, Sendable {
    /// How often in a row, at least 1.
    public var attempts: Int
    /// Whether reading again may help.
    public var mayPass: Bool
    /// The last error.
    public var message: String
    /// When it was tried last.
    public var triedAt: Date

    /// So many attempts before an instance is held.
    public static let maximumAttempts = 3
}
