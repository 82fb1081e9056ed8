import Fleet
import FoundationEssentials
import Journal
import Planning

/// An evaluation of a check in JSON.
struct EvaluationDocument: Encodable {
    /// The fleet that goes first whose check it was; nil: the run's own.
    var fleet: String?
    var check: String
    /// Nil: it was about the fleet as a whole.
    var wave: String?
    /// Whether it was made before the wave.
    var before: Bool
    var at: Date
    /// `passed`, `failed` or `inconclusive`.
    var outcome: String
    /// The number that decided it, as text.
    var value, message: String?

    init(_ made: RunEvaluation) {
        let one = made.evaluation
        fleet = made.upstream
        (check, wave, before) = (one.check.name, one.check.wave, one.check.isBefore)
        (at, outcome) = (one.at, one.result.outcome.rawValue)
        (value, message) = (one.result.value, one.result.message)
    }
}
