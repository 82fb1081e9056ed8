import Fleet

/// The candidates of a fleet by what may be requested together and what each lacks, so that the next batch is found
/// without looking at the others.
struct CandidateBook: Hashable, Sendable {
    /// Those of a kind that lack the same.
    private struct Lane: Hashable, Sendable {
        var need: Candidate.Need
        var isMidway: Bool
    }

    /// The order in which a run gets to the candidates of a wave, for `maxChanges`: by version in each of two classes.
    fileprivate struct Turn: Hashable, Sendable, Comparable {
        var isUpgrade: Bool
        var version: KernelVersion

        init(_ candidate: Candidate) { (isUpgrade, version) = (candidate.need == .nothing, candidate.version) }

        static func < (left: Turn, right: Turn) -> Bool {
            (left.isUpgrade ? 0 : 1, left.version) < (right.isUpgrade ? 0 : 1, right.version)
        }
    }

    private var kinds: [Candidate.Kind: [Lane: PositionSet]] = [:]
    /// Of each wave, those that the run has not requested.
    private var turns: [[Turn: PositionSet]]

    init(waves: Int) { turns = Array(repeating: [:], count: waves) }

    /// Takes in a candidate: its position, its place in the order of ids, and its wave.
    mutating func insert(_ candidate: Candidate, at position: Int, rank: Int, wave: Int?) {
        if let kind = candidate.kind {
            let lane = Lane(need: candidate.need, isMidway: candidate.isMidway)
            kinds[kind, default: [:]][lane, default: PositionSet()].insert(position)
        }
        guard let wave, !candidate.wasRequested else { return }
        turns[wave][Turn(candidate), default: PositionSet()].insert(rank)
    }

    /// Takes out a candidate as it was taken in.
    mutating func remove(_ candidate: Candidate, at position: Int, rank: Int, wave: Int?) {
        if let kind = candidate.kind {
            let lane = Lane(need: candidate.need, isMidway: candidate.isMidway)
            kinds[kind]?[lane]?.remove(position)
            if kinds[kind]?[lane]?.isEmpty == true { kinds[kind]?[lane] = nil }
            if kinds[kind]?.isEmpty == true { kinds[kind] = nil }
        }
        guard let wave, !candidate.wasRequested else { return }
        let turn = Turn(candidate)
        turns[wave][turn]?.remove(rank)
        if turns[wave][turn]?.isEmpty == true { turns[wave][turn] = nil }
    }
}

/// What the next batch is made of. `permits` says of a position whether its wave lets a candidate be upgraded.
extension CandidateBook {
    /// The kinds in the order in which they are upgraded: an instance that is half-way keeps the slot it had.
    func kinds(where permits: (Int) -> Bool) -> [Candidate.Kind] {
        kinds.map { kind, lanes in
            let isMidway = lanes.contains {
                $0.key.isMidway && $0.key.need != .offerLater && $0.value.contains(where: permits)
            }
            return (order: isMidway ? 0 : 1, kind: kind)
        }
        .sorted { ($0.order, $0.kind) < ($1.order, $1.kind) }
        .map(\.kind)
    }

    /// The first of a kind that lack one of these: those that are half-way, then the others, each in the fleet's order.
    func first(
        _ limit: Int, of kind: Candidate.Kind, lacking needs: [Candidate.Need], where permits: (Int) -> Bool
    ) -> [Int] {
        guard let lanes = kinds[kind], limit > 0 else { return [] }
        var found: [Int] = []
        for isMidway in [true, false] where found.count < limit {
            let left = limit - found.count
            let each = needs.flatMap { need in
                lanes[Lane(need: need, isMidway: isMidway)]?.first(left, where: permits) ?? []
            }
            found += (needs.count == 1 ? each : each.sorted()).prefix(left)
        }
        return found
    }
}

/// How `maxChanges` divides the candidates of a wave.
extension CandidateBook {
    /// The last of the candidates that a run may request yet.
    struct Boundary: Hashable, Sendable {
        private var turn: Turn?
        /// Those of that turn with a lower place in the order of ids are within.
        private var rank = 0

        fileprivate init(_ turn: Turn?, _ rank: Int) { (self.turn, self.rank) = (turn, rank) }

        /// Whether a candidate is within it.
        func includes(_ candidate: Candidate, rank: Int) -> Bool {
            guard !candidate.wasRequested, let turn else { return candidate.wasRequested }
            let own = Turn(candidate)
            return own < turn || own == turn && rank < self.rank
        }
    }

    /// The boundary where so many more may be requested, and how many lie beyond it; nil: none does.
    func boundary(of wave: Int, after limit: Int) -> (boundary: Boundary, beyond: Int)? {
        let beyond = turns[wave].values.reduce(0) { $0 + $1.count } - limit
        guard beyond > 0 else { return nil }
        var left = limit
        for (turn, ranks) in turns[wave].sorted(by: { $0.key < $1.key }) {
            if let rank = ranks.position(at: left) { return (Boundary(turn, rank), beyond) }
            left -= ranks.count
        }
        return (Boundary(nil, 0), beyond)
    }
}

extension PositionSet {
    /// The first of those that meet a condition.
    fileprivate func first(_ limit: Int, where isMet: (Int) -> Bool) -> [Int] {
        var found: [Int] = []
        for position in self where isMet(position) {
            found.append(position)
            if found.count == limit { break }
        }
        return found
    }
}
