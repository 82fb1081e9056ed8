public import FoundationEssentials

/// What the cloud's last pre-check of one instance found (`API.md` §1, Pre-check).
public struct PrecheckResult: Hashable, Sendable, Codable {
    /// Whether the cloud says so of the whole, and no item speaks against it.
    public var passed: Bool
    /// What was looked at, in the cloud's order; may be empty.
    public var items: [Item]
    /// When the cloud's result is from, by the cloud's clock: a pre-check that was started later has not ended.
    public var updatedAt: Date

    /// A result.
    public init(passed: Bool, items: [Item] = [], updatedAt: Date) {
        (self.passed, self.items, self.updatedAt) = (passed, items, updatedAt)
    }

    /// One thing that was looked at. The texts are the cloud's own, bounded in length; each may be empty.
    public struct Item: Hashable, Sendable, Codable {
        /// What was looked at, such as the replica lag.
        public var name: String
        /// On what.
        public var object: String
        /// Whether it is as it should be; an unknown word of the cloud's counts as no.
        public var passed: Bool
        /// What it means.
        public var description: String

        /// An item.
        public init(name: String, object: String = "", passed: Bool, description: String = "") {
            (self.name, self.object, self.passed, self.description) = (name, object, passed, description)
        }
    }
}
