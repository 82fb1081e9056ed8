import FoundationEssentials

/// How long it takes to read what is offered, and to evaluate checks: what a request rests on may be older where that
/// takes long.
struct ReadingTimes: Sendable {
    /// When the last reading of offers or pre-checks began.
    private(set) var beganAt = Date.distantPast
    /// How long the last reading of offers took.
    private(set) var duration = Duration.zero

    /// When the last evaluation of checks began. It is no reading: pre-checks are read once after each observation, also
    /// where checks were evaluated meanwhile.
    private var evaluationBeganAt = Date.distantPast
    /// How long the last evaluation of checks took.
    private(set) var evaluationDuration = Duration.zero

    /// A reading begins.
    mutating func begin(at date: Date) { beganAt = date }

    /// A reading of offers has ended.
    mutating func end(at date: Date) { duration = date.since(beganAt) }

    /// An evaluation of checks begins.
    mutating func beginEvaluation(at date: Date) { evaluationBeganAt = date }

    /// An evaluation of checks has ended.
    mutating func endEvaluation(at date: Date) { evaluationDuration = date.since(evaluationBeganAt) }
}
