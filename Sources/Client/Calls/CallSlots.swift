/// Bounds how many calls run at once. The others wait in line.
actor CallSlots {
    private var free: Int
    private var line = WaitingLine()

    init(_ count: Int) { free = max(1, count) }

    func run<Answer: Sendable>(_ call: @Sendable () async throws -> Answer) async throws -> Answer {
        try await take()
        defer { giveBack() }
        return try await call()
    }

    private func take() async throws {
        try Task.checkCancellation()
        if free > 0 {
            free -= 1
            return
        }
        let ticket = line.takeTicket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { line.join($0, with: ticket) }
        } onCancel: {
            Task { await self.leave(ticket) }
        }
    }

    private func giveBack() {
        // A slot goes straight to the first in line, so that nobody can slip in between.
        if !line.resumeFirst() { free += 1 }
    }

    private func leave(_ ticket: Int) { line.leave(ticket) }
}
