import Synchronization

/// Whether one request may leave: asked at the moment at which it would, and remembered.
final class RequestGate: Sendable {
    private struct State {
        var isStopped = false
        var refusal: String?
    }

    private let ask: @Sendable () async -> String?
    private let state = Mutex(State())

    /// `ask` says why it must not leave; nil where it may.
    init(_ ask: @escaping @Sendable () async -> String?) { self.ask = ask }

    /// The run is being stopped: what has not left does not leave any more.
    func stop() { state.withLock { $0.isStopped = true } }

    /// Why it must not leave now; nil where it may.
    func objection() async -> String? {
        let refusal = isStopped ? Self.stopped : await ask() ?? (isStopped ? Self.stopped : nil)
        state.withLock { $0.refusal = refusal }
        return refusal
    }

    /// What was said when it was last asked; nil: that it may leave.
    var refusal: String? { state.withLock { $0.refusal } }

    private var isStopped: Bool { state.withLock { $0.isStopped } }
    private static let stopped = "stopped"
}
