import FoundationEssentials

/// How long it takes to read what is offered: what a request rests on may be older where that takes long.
struct ReadingTimes: Sendable {
    /// When the last reading of offers or pre-checks began.
    private(set) var beganAt = Date.distantPast
    /// How long the last reading of offers took.
    private(set) var duration = Duration.zero

    /// A reading begins.
    mutating func begin(at date: Date) { beganAt = date }

    /// A reading of offers has ended.
    mutating func end(at date: Date) { duration = date.since(beganAt) }
}
