internal import Fleet

/// One instance of the list, with as much of it as its reader needs.
protocol ListEntry: Sendable {
    /// Whether its tags are read, which cost time and memory.
    static var hasTags: Bool { get }

    init(_ observed: ObservedInstance, tags: [String: String])

    var observed: ObservedInstance { get }
}

/// What a reconcile needs of it.
extension ObservedInstance: ListEntry {
    static var hasTags: Bool { false }

    init(_ observed: ObservedInstance, tags: [String: String]) { self = observed }

    var observed: ObservedInstance { self }
}

/// An instance with its tags (`API.md` §1, List).
struct TaggedInstance: ListEntry {
    static let hasTags = true

    let observed: ObservedInstance
    let tags: [String: String]

    init(_ observed: ObservedInstance, tags: [String: String]) { (self.observed, self.tags) = (observed, tags) }
}
