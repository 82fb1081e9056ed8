/// What a rollout makes of an event: what must be durable, then what to tell, then one thing to do.
public struct Step: Hashable, Sendable {
    /// To be made durable before anything that follows; where that fails, the run is over.
    public var records: [JournalEntry]
    /// To be told to the person who watches, in this order.
    public var notices: [Notice]
    /// What to do next; its result is the next event. Nil where a request that is under way gets its answer first, and
    /// after the end of the run.
    public var next: Effect?

    /// A step; by default nothing is to be done.
    public init(records: [JournalEntry] = [], notices: [Notice] = [], next: Effect? = nil) {
        (self.records, self.notices, self.next) = (records, notices, next)
    }
}
