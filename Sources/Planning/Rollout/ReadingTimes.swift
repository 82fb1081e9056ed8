import FoundationEssentials

/// How long it takes to read what is offered, and to evaluate checks: what a request rests on may be older where that
/// takes long.
struct ReadingTimes: Sendable {
    /// When the last reading of offers or pre-checks began.
    private var beganAt = Date.distantPast
    /// How long the last reading of offers took.
    private(set) var duration = Duration.zero

    /// When the last evaluation of checks began.
    private var evaluationBeganAt = Date.distantPast
    /// How long the evaluations of checks took since the last observation.
    private(set) var evaluationDuration = Duration.zero

    /// A reading begins.
    mutating func begin(at date: Date) { beganAt = date }

    /// A reading of offers has ended.
    mutating func end(at date: Date) { duration = date.since(beganAt) }

    /// An evaluation of checks begins.
    mutating func beginEvaluation(at date: Date) { evaluationBeganAt = date }

    /// An evaluation of checks has ended.
    mutating func endEvaluation(at date: Date) { evaluationDuration += date.since(evaluationBeganAt) }

    /// An observation has ended.
    mutating func observed() { evaluationDuration = .zero }
}
