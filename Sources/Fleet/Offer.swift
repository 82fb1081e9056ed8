public import FoundationEssentials

/// Where an upgrade requested now would land: one reading of the version query (`API.md` §1).
public struct Offer: Hashable, Sendable {
    /// The kernel version that this query says runs now; nil where its text is no version.
    public var current: KernelVersion?
    /// What is offered; nil where nothing is, or where its text is no version.
    public var offered: KernelVersion?
    /// When the request for this reading was sent, so that its age is never understated.
    public var readAt: Date

    /// A reading.
    public init(current: KernelVersion?, offered: KernelVersion?, readAt: Date) {
        (self.current, self.offered, self.readAt) = (current, offered, readAt)
    }
}
