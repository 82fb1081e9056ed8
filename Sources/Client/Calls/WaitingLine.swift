/// Tasks that wait in an actor for their turn, first come first served. Each leaves the line when it is canceled.
struct WaitingLine {
    private var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    private var nextTicket = 0
    private var head = 0

    mutating func takeTicket() -> Int {
        defer { nextTicket += 1 }
        return nextTicket
    }

    /// Joins; a task that is canceled already is sent away at once.
    mutating func join(_ task: CheckedContinuation<Void, any Error>, with ticket: Int) {
        if Task.isCancelled { task.resume(throwing: CancellationError()) } else { waiting[ticket] = task }
    }

    mutating func leave(_ ticket: Int) { waiting.removeValue(forKey: ticket)?.resume(throwing: CancellationError()) }

    /// Lets one go out of turn; false where it does not wait.
    mutating func resume(_ ticket: Int) -> Bool {
        guard let task = waiting.removeValue(forKey: ticket) else { return false }
        task.resume()
        return true
    }

    /// Lets the first go; false where nobody waits.
    mutating func resumeFirst() -> Bool {
        while head < nextTicket {
            defer { head += 1 }
            if let first = waiting.removeValue(forKey: head) {
                first.resume()
                return true
            }
        }
        return false
    }

    mutating func resumeAll() { while resumeFirst() {} }
}
