import Fleet
internal import FoundationEssentials

/// What follows from the version that an upgrade starts from: in the confirmation range it stops half-way until a person
/// confirms it in the console, and no call tells whether it already has (`API.md` §0, fact 3).
struct UpgradePolicy {
    /// Whether an upgrade ends without a person. One that does not may last for ever: it is never overdue, a run does
    /// not wait for it, and nothing moves by it.
    let endsByItself: Bool
    /// Whether a second request is harmless while nothing of the first one shows. Where it could be a second step, an
    /// upgrade is requested once, and a request whose outcome is unknown counts as accepted.
    let isRepeatable: Bool

    /// The policy for upgrades from a version.
    init(from version: KernelVersion) {
        endsByItself = !version.needsConsoleConfirmation
        isRepeatable = !version.needsConsoleConfirmation
    }
}

extension KernelVersion {
    /// What follows from an upgrade that starts here.
    var upgradePolicy: UpgradePolicy { UpgradePolicy(from: self) }
}

extension RolloutPolicy {
    /// The most instances of a version in one upgrade call. Those whose requests cannot be repeated go by themselves:
    /// of a batch that is refused or not answered the tool could not tell which instances it was about.
    func batchLimit(from version: KernelVersion) -> Int {
        version.upgradePolicy.isRepeatable ? min(batchSize, UpgradeRequest.maximumInstances) : 1
    }

    /// Whether an upgrade that has been running since some time takes longer than it may.
    func isOverdue(since start: Date, at date: Date) -> Bool { date.since(start) > upgradeTimeout }
}
