import Planning

/// A part of a step: a kill can come before each.
enum StepPart: Hashable, Sendable {
    case record([JournalEntry])
    case tell(Notice)
    case perform(Effect)
}

extension Step {
    /// Its parts in their order.
    var parts: [StepPart] {
        (records.isEmpty ? [] : [.record(records)]) + notices.map { .tell($0) } + (next.map { [.perform($0)] } ?? [])
    }
}
