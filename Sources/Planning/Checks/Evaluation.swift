public import FoundationEssentials
public import Fleet

/// One evaluation of a check, as the journal remembers it. What counts of a check is derived from these alone.
public struct Evaluation: Hashable, Sendable {
    /// Which check it was.
    public var check: CheckID
    /// What the check asked then; see `Check.definition(at:)`.
    public var definition: String
    /// When it began, in whole milliseconds.
    public var at: Date
    /// How it came out.
    public var result: CheckResult

    /// An evaluation.
    public init(_ check: CheckID, definition: String, at date: Date, _ result: CheckResult) {
        (self.check, self.definition, self.at, self.result) = (check, definition, date, result)
    }
}

extension FleetState {
    /// So many evaluations of one check a fleet state remembers: the latest. It is more than a check can ask for.
    public static let rememberedEvaluations = 2 * Check.maximumCount + 1

    /// Takes in evaluations, in the order of their times.
    mutating func add(_ new: [Evaluation]) {
        for one in new {
            evaluations[one.check, default: []].remember(one, atMost: Self.rememberedEvaluations)
        }
    }
}

extension [Evaluation] {
    /// Takes in one by its time, and drops the oldest beyond a limit.
    fileprivate mutating func remember(_ one: Evaluation, atMost limit: Int) {
        insert(one, at: lastIndex { $0.at <= one.at }.map { $0 + 1 } ?? 0)
        if count > limit { removeFirst(count - limit) }
    }
}
