public import Fleet
public import FoundationEssentials

/// What has happened to one instance: part of the answer of `GET /_audit`. Times are seconds since 1970.
public struct InstanceRecord: Codable, Hashable, Sendable {
    /// The instance's id.
    public let id: InstanceID
    /// Its name.
    public let name: String
    /// The version that runs now.
    public package(set) var version: KernelVersion
    /// The versions that have run, with the time of each, the oldest first.
    public package(set) var history: [Step]
    /// How often an upgrade request has named it.
    public package(set) var requests = 0
    /// How many of those requests were accepted.
    public package(set) var accepted = 0
    /// How many of those requests came while an accepted one was alive, or at a version at which one had been accepted
    /// already that did not fail.
    public package(set) var repeats = 0
    /// How often the version query was asked.
    public package(set) var offersAsked = 0
    /// What a careful client would not have done.
    public package(set) var violations: [Violation] = []

    /// A version and when it came to run.
    public struct Step: Codable, Hashable, Sendable {
        /// The version.
        public let version: KernelVersion
        /// Since when.
        public let time: Date
    }

    /// A request that a careful client would not have made.
    public struct Violation: Codable, Hashable, Sendable {
        /// What was wrong with it.
        public let kind: Kind
        /// When it came.
        public let time: Date

        /// What can be wrong with an upgrade request.
        public enum Kind: String, Codable, Hashable, Sendable {
            /// An upgrade of this instance was in flight.
            case askedWhileInFlight
            /// A delayed upgrade of it was scheduled.
            case askedWhileScheduled
            /// It waited for its confirmation in the console, and a second request could be a second step.
            case askedWhileUnconfirmed
            /// One call named it twice.
            case doubledInOneCall
        }
    }

    package init(id: InstanceID, name: String, version: KernelVersion, since: Date) {
        (self.id, self.name, self.version) = (id, name, version)
        history = [Step(version: version, time: since)]
    }

    package mutating func moved(to version: KernelVersion, at time: Date) {
        self.version = version
        history.append(Step(version: version, time: time))
    }

    package mutating func violate(_ kind: Violation.Kind, at time: Date) {
        violations.append(Violation(kind: kind, time: time))
    }
}
