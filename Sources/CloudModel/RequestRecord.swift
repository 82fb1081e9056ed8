public import Fleet
public import FoundationEssentials

/// One upgrade request, accepted or refused: part of the answer of `GET /_audit`. Times are seconds since 1970.
public struct RequestRecord: Codable, Hashable, Sendable {
    /// The outcome of a request that was accepted.
    public static let accepted = "accepted"

    /// When it came.
    public let time: Date
    /// Which call it was.
    public let call: Call
    /// Whether it left the upgrade to the maintenance window.
    public let delay: Bool
    /// `accepted`, or the code of the refusal.
    public package(set) var outcome = RequestRecord.accepted
    /// The instances that it named.
    public package(set) var members: [Member]

    package init(time: Date, call: Call, delay: Bool, members: [Member]) {
        (self.time, self.call, self.delay, self.members) = (time, call, delay, members)
    }

    /// The two calls that ask for upgrades.
    public enum Call: String, Codable, Hashable, Sendable {
        /// `POST …/instances/database-version/upgrade`.
        case batch
        /// `POST …/instances/{id}/db-upgrade`.
        case single
    }

    /// One instance of a request.
    public struct Member: Codable, Hashable, Sendable {
        /// The id as it was sent.
        public let instance: String
        /// The `current_version` as it was sent.
        public let currentVersion: String?
        /// The version that ran then; nil where there is no such instance.
        public let version: KernelVersion?
        /// Where an upgrade would have landed then; nil: nothing was offered.
        public let offered: KernelVersion?
        /// The job that came of it; nil: it was refused.
        public package(set) var job: String?
        /// Where the upgrade has landed; nil: it has not, or not yet.
        public package(set) var landedOn: KernelVersion?

        init(instance: String, currentVersion: String?, version: KernelVersion?, offered: KernelVersion?) {
            self.instance = instance
            self.currentVersion = currentVersion
            self.version = version
            self.offered = offered
        }
    }
}
