/// Tasks that wait inside an actor and are resumed in the order in which they came. A canceled task is removed.
struct WaiterQueue {
    private var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    private var nextID = 0
    private var head = 0

    /// The id of the next task to wait.
    mutating func makeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    /// Adds a task; one that is canceled already fails at once.
    mutating func add(_ task: CheckedContinuation<Void, any Error>, _ id: Int) {
        if Task.isCancelled { task.resume(throwing: CancellationError()) } else { waiting[id] = task }
    }

    /// Fails a task that was canceled.
    mutating func cancel(_ id: Int) { waiting.removeValue(forKey: id)?.resume(throwing: CancellationError()) }

    /// Resumes one task out of order; false where it does not wait.
    mutating func resume(_ id: Int) -> Bool {
        guard let task = waiting.removeValue(forKey: id) else { return false }
        task.resume()
        return true
    }

    /// Resumes the first task; false where none waits.
    mutating func resumeFirst() -> Bool {
        while head < nextID {
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
