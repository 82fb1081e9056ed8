/// What a command was asked to be about, and how much that leaves out. Every answer tells it, so that a part is never taken for
/// the whole.
public struct Selection: Hashable, Sendable, Encodable {
    /// The folders and files that were read; empty: all of the repository.
    public var paths: [String]
    /// The names that `--fleet` chose; empty: all of them.
    public var fleets: [String]
    /// What `--selector` asked for; nil: nothing.
    public var selector: String?
    /// How much was left out.
    public var leftOut: LeftOut

    /// How much was left out, and by what.
    public struct LeftOut: Hashable, Sendable, Encodable {
        /// The fleets that `--fleet` does not name.
        public var fleetsByName = 0
        /// The fleets that `--selector` does not match, of those that are named.
        public var fleetsBySelector = 0
        /// The instances that `--selector` does not match, where it is about instances; nil: it is about fleets.
        public var instancesBySelector: Int?
        /// The files that `.dbconvergeignore` leaves out.
        public var files = 0
        /// The directories that it leaves out, of which nothing was read.
        public var directories = 0

        /// Nothing.
        public init() {}
    }

    /// A choice, which has left nothing out yet.
    public init(paths: [String] = [], fleets: [String] = [], selector: String? = nil, leftOut: LeftOut = LeftOut()) {
        (self.paths, self.fleets, self.selector, self.leftOut) = (paths, fleets, selector, leftOut)
    }

    /// As a member of an answer: absent where everything is chosen and nothing is ignored.
    var document: Selection? { self == Selection() ? nil : self }
}
