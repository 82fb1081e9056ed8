import Fleet

extension RolloutPolicy {
    /// The most instances of a version in one upgrade call.
    ///
    /// Where a second request could be a second step (`API.md` §0), each goes by itself: of a batch that is refused or
    /// not answered the tool could not tell which instances it was about, and none of it may be requested again.
    func batchLimit(from version: KernelVersion) -> Int {
        version.needsConsoleConfirmation ? 1 : min(batchSize, UpgradeRequest.maximumInstances)
    }
}
