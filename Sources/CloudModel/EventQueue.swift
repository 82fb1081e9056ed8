import FoundationEssentials

/// What is due and when; things due at the same time come out in the order in which they were put in.
struct EventQueue: Sendable {
    struct Event: Sendable {
        enum Kind: Sendable { case start, halfway, end }

        let time: Date
        let kind: Kind
        /// The task's index in the model.
        let task: Int
    }

    /// The latest first, so that the next one is taken from the end.
    private var events: [Event] = []

    mutating func add(_ kind: Event.Kind, of task: Int, at time: Date) {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].time > time { low = middle + 1 } else { high = middle }
        }
        events.insert(Event(time: time, kind: kind, task: task), at: low)
    }

    /// When the next thing is due; nil: nothing is.
    var nextTime: Date? { events.last?.time }

    mutating func next(until now: Date) -> Event? {
        guard let next = events.last, next.time <= now else { return nil }
        return events.removeLast()
    }
}
