import Planning

/// Which fleets go before which, as a picture has it: a node for each fleet that follows another or is followed.
struct FleetOrderPicture {
    /// A fleet.
    struct Node {
        var name: String
        /// How many fleets go before it, one after the other.
        var depth: Int
    }

    /// That one fleet goes before another, both by their numbers.
    struct Arrow {
        var from, to: Int
        /// Where the first stands for the second.
        var upstream: PlannedUpstream
    }

    private(set) var nodes: [Node] = []
    private(set) var arrows: [Arrow] = []
    /// How many fleets are not drawn.
    private(set) var left = 0

    /// The most fleets that follow others and are drawn, and the most arrows.
    private static let (mostFollowers, mostArrows) = (50, 150)

    /// The order of a plan's fleets; nil where none follows another.
    init?(_ fleets: [FleetPlan]) {
        let followers = fleets.filter { $0.dependsOn?.isEmpty == false }
        guard !followers.isEmpty else { return nil }
        var numbers: [String: Int] = [:]
        for fleet in followers {
            let upstreams = fleet.dependsOn ?? []
            let isRoom = arrows.isEmpty || arrows.count + upstreams.count <= Self.mostArrows
            guard isRoom, numbers[fleet.fleet] != nil || nodes.count < Self.mostFollowers * 2 else {
                left += 1
                continue
            }
            let to = number(of: fleet.fleet, &numbers)
            for one in upstreams.prefix(Self.mostArrows) {
                arrows.append(Arrow(from: number(of: one.fleet, &numbers), to: to, upstream: one))
            }
        }
        // There are no circles, so that as many rounds as there are nodes are enough.
        for _ in nodes {
            var isDone = true
            for arrow in arrows where nodes[arrow.to].depth <= nodes[arrow.from].depth {
                nodes[arrow.to].depth = nodes[arrow.from].depth + 1
                isDone = false
            }
            if isDone { break }
        }
    }

    private mutating func number(of name: String, _ numbers: inout [String: Int]) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = nodes.count
        nodes.append(Node(name: name, depth: 0))
        return nodes.count - 1
    }
}
