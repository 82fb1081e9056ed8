/// When the last requests were sent, in order, in seconds. Holds no more than `capacity` of them.
struct SendLog: Sendable {
    /// Enough for the widest limits that are known; of a wider one only so many requests are accounted for.
    static let capacity = 1 << 16

    private var times: [Double] = []
    private var head = 0

    /// Adds a request; `time` is no earlier than those before.
    mutating func add(_ time: Double) {
        times.append(time)
        if times.count - head > Self.capacity { head += 1 }
        if head > 4096, head * 2 > times.count {
            times.removeFirst(head)
            head = 0
        }
    }

    /// Removes one request of that time, which did not count.
    mutating func remove(_ time: Double) {
        if let index = times[head...].lastIndex(where: { $0 <= time }), times[index] == time { times.remove(at: index) }
    }

    /// How many were sent later than that.
    func count(after time: Double) -> Int { times.count - firstIndex(after: time) }

    /// When the oldest of the last `count` was sent; nil where there have not been so many.
    func oldest(ofLast count: Int) -> Double? {
        let count = min(count, Self.capacity)
        return times.count - head >= count ? times[times.count - count] : nil
    }

    private func firstIndex(after time: Double) -> Int {
        var (low, high) = (head, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] > time { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
