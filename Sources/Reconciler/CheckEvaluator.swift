public import Client
public import Fleet

/// Asks the servers and targets of checks. The client's is the real one.
public protocol CheckEvaluator: Sendable {
    /// What these evaluations come to, each within its own time-out, some of them at once. Never throws: what goes wrong
    /// is inconclusive. Where the task is cancelled, those that are cut short are left out.
    func evaluate(_ requests: [CheckRequest]) async -> [CheckID: CheckResult]
}

/// Knows no server and no target.
public struct NoCheckEvaluator: CheckEvaluator {
    /// One that knows nothing.
    public init() {}

    /// All are inconclusive.
    public func evaluate(_ requests: [CheckRequest]) async -> [CheckID: CheckResult] {
        let result = CheckResult(.inconclusive, message: "no server and no target is configured here")
        return Dictionary(requests.map { ($0.id, result) }, uniquingKeysWith: { first, _ in first })
    }
}

extension CheckClient: CheckEvaluator {}
