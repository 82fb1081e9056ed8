/// What is known here of the regions that fleets can be in. A region that has no endpoint is misspelt, or needs one.
public struct KnownRegions: Sendable {
    /// The names to suggest.
    public var names: [String]
    /// Whether a region of this name can be reached.
    public var hasEndpoint: @Sendable (String) -> Bool

    /// Known regions.
    public init(names: [String], hasEndpoint: @escaping @Sendable (String) -> Bool) {
        (self.names, self.hasEndpoint) = (names, hasEndpoint)
    }

    /// What to do about a region that is none of them.
    func hint(for region: String) -> String {
        if let near = nearest(to: region, among: names, atMost: names.count) { return "did you mean \(quoted(near))?" }
        return "the known ones are \(names.sorted().joined(separator: ", ")); "
            + "for another one give its address: DBCONVERGE_ENDPOINT, or endpoints in the user's configuration file"
    }
}
