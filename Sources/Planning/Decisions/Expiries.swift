import FoundationEssentials

/// When decisions may change though nothing happens, by the time: a binary heap. An entry that a later one of the same
/// position has replaced is left where it is, and means that the decision is made again once more than it must be.
struct Expiries: Sendable {
    private var heap: [(date: Date, position: Int)] = []

    /// The decision at a position may change at a time.
    mutating func add(_ position: Int, at date: Date) {
        heap.append((date, position))
        var child = heap.count - 1
        while child > 0, heap[child].date < heap[(child - 1) / 2].date {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out a position whose decision may have changed by now; nil: there are no more.
    mutating func next(at now: Date) -> Int? {
        guard let first = heap.first, first.date <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = (2 * parent + 1...2 * parent + 2).prefix { $0 < heap.count }
            guard let least = children.min(by: { heap[$0].date < heap[$1].date }), heap[least].date < heap[parent].date
            else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.position
    }
}
