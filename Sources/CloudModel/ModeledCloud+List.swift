import Fleet
import FoundationEssentials

/// An undeclared instance, and before which of the fleet's it stands in the list.
package struct Visitor: Sendable {
    package let position: Int
    package let state: InstanceState
}

extension ModeledCloud {
    /// The most visitors at a time.
    package static let mostVisitors = 20

    /// Lets an instance come or go before a list call, as often as `churn` says.
    package mutating func churn() {
        guard faults.churn > 0 else { return visitors = [] }
        guard Double.random(in: 0..<1, using: &churnRandom) < faults.churn else { return }
        if visitors.count == Self.mostVisitors || (!visitors.isEmpty && Bool.random(using: &churnRandom)) {
            visitors.remove(at: Int.random(in: visitors.indices, using: &churnRandom))
        } else if let state = stranger("visitor", id: churnRandom.hexDigits(32)) {
            let position = Int.random(in: 0...states.count, using: &churnRandom)
            let next = visitors.firstIndex { $0.position > position } ?? visitors.count
            visitors.insert(Visitor(position: position, state: state), at: next)
        }
    }

    /// The positions of the list, in its order: first the fleet's own numbers, above them the visitors'.
    package var listPositions: [Int] {
        guard !visitors.isEmpty else { return Array(states.indices) }
        var positions: [Int] = []
        var next = 0
        for position in 0...states.count {
            while next < visitors.count, visitors[next].position == position {
                positions.append(states.count + next)
                next += 1
            }
            if position < states.count { positions.append(position) }
        }
        return positions
    }

    /// What stands at a position of the list, as the list shows it; above the visitors are those of a list without end.
    package func listed(_ position: Int) -> InstanceState? {
        if position < states.count {
            var state = states[position]
            state.instance = instance(position, lagging: faults.listLag)
            return state
        }
        if position < states.count + visitors.count { return visitors[position - states.count].state }
        var random = SeededGenerator(seed: seed, key: "endless \(position)")
        return stranger("endless", id: random.hexDigits(32))
    }

    private func stranger(_ name: String, id: String) -> InstanceState? {
        InstanceID(id + "in07").map { id in
            InstanceState(
                CloudInstance(
                    id: id, name: "\(name)-\(id.description.prefix(4))", version: KernelVersion(2, 0, 72, 260100)),
                index: states.count, network: network, now: now)
        }
    }
}
