import FoundationEssentials

/// One reading that several fleets of a location share, as long as it is new enough for the fleet that asks.
actor CoalescedRead<Value: Sendable> {
    private let clock: any WallClock
    private let read: @Sendable () async throws -> Value
    private var latest: (startedAt: Date, task: Task<Value, any Error>)?

    init(clock: any WallClock, read: @escaping @Sendable () async throws -> Value) {
        (self.clock, self.read) = (clock, read)
    }

    /// A reading that began at `notBefore` or later, with the time at which it did. Fleets are only ever stopped
    /// together, so a fleet that is cancelled cancels the reading.
    func value(notBefore: Date) async throws -> (startedAt: Date, value: Value) {
        let reading: (startedAt: Date, task: Task<Value, any Error>)
        if let latest, latest.startedAt >= notBefore {
            reading = latest
        } else {
            reading = (clock.now, Task { [read] in try await read() })
            latest = reading
        }
        let task = reading.task
        let value = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        return (reading.startedAt, value)
    }
}
