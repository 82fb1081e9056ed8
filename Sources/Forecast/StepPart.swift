package import Planning

/// A part of a step. The process can be killed before each.
package enum StepPart: Hashable, Sendable {
    /// Make these durable.
    case record([JournalEntry])
    /// Tell the person who watches.
    case tell(Notice)
    /// Do this; its result is the next event.
    case perform(Effect)
}

extension Step {
    /// The parts of the step in their order.
    package var parts: [StepPart] {
        (records.isEmpty ? [] : [.record(records)]) + notices.map { .tell($0) } + (next.map { [.perform($0)] } ?? [])
    }
}
