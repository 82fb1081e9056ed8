/// How a commit stands to one that was read earlier.
public enum CommitRelation: String, Hashable, Sendable, Codable {
    /// It is that commit.
    case same
    /// The earlier one is among its ancestors.
    case descendant
    /// It is among the ancestors of the earlier one: the ref went back, or an older pipeline runs late.
    case ancestor
    /// Neither is among the other's ancestors: the history was rewritten, or it is another branch.
    case unrelated
    /// The earlier one is not in this repository.
    case absent
    /// The clone is shallow, and its history ends before this can be said.
    case cutOff
    /// Neither was found among the last 100,000 ancestors of the other.
    case tooFar
}

/// The ancestors of commits, as their objects name them: the ids vouch for every step.
struct CommitHistory<Objects: ObjectStore> {
    let objects: Objects
    let isShallow: Bool
    /// The most commits that one search reads.
    var limit = 100_000

    /// What a search for an ancestor came to.
    enum Search: Equatable {
        /// The commits from the descendant to its ancestor, both included.
        case found([ObjectID])
        /// The history ends.
        case notFound
        /// It is cut off: parents are not here.
        case cutOff
        case tooFar
    }

    /// How `commit`, which is here, stands to `earlier`; and the way from the one to the other, where it is a descendant.
    func relation(of commit: ObjectID, to earlier: ObjectID) throws(GitSourceError) -> (CommitRelation, [ObjectID]) {
        if commit == earlier { return (.same, [commit]) }
        guard objects.has(earlier) else { return (isShallow ? .cutOff : .absent, []) }
        let forward = try search(from: commit, for: earlier)
        if case .found(let path) = forward { return (.descendant, path) }
        let backward = try search(from: earlier, for: commit)
        if case .found = backward { return (.ancestor, []) }
        if forward == .tooFar || backward == .tooFar { return (.tooFar, []) }
        return (forward == .cutOff || backward == .cutOff ? .cutOff : .unrelated, [])
    }

    /// Looks for an ancestor, the nearest commits first.
    func search(from start: ObjectID, for ancestor: ObjectID) throws(GitSourceError) -> Search {
        var descendants: [ObjectID: ObjectID] = [:]
        var queue = [start]
        var next = 0
        var isCutOff = false
        while next < queue.count {
            let id = queue[next]
            if id == ancestor { return .found(path(from: start, to: id, descendants)) }
            next += 1
            guard next <= limit else { return .tooFar }
            guard objects.has(id) else {
                isCutOff = true
                continue
            }
            let bytes = try objects.read(id, as: .commit, limit: Commit.limit, "cannot read the commits before it")
            guard let commit = Commit(bytes, id: id) else {
                throw .damaged(objects.root, "the commit \(id.hexadecimal) is malformed")
            }
            for parent in commit.parents where parent != start && descendants[parent] == nil {
                descendants[parent] = id
                queue.append(parent)
            }
        }
        return isCutOff ? .cutOff : .notFound
    }

    private func path(from start: ObjectID, to end: ObjectID, _ descendants: [ObjectID: ObjectID]) -> [ObjectID] {
        var path = [end]
        while let last = path.last, last != start, let descendant = descendants[last] { path.append(descendant) }
        return path.reversed()
    }
}
