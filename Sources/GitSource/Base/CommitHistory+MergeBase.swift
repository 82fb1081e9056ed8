internal import FoundationEssentials

extension CommitHistory {
    /// What a search for the commit at which two histories part came to.
    enum MergeBase: Equatable {
        case found(ObjectID)
        /// They have no commit in common.
        case unrelated
        /// The history ends before this can be said: parents are not here.
        case cutOff
        case tooFar
    }

    /// The best common ancestor of two commits that are here, as `git merge-base` finds it: one that no other common
    /// ancestor follows, of several the newest. Only commits that are newer than it are read, and a few around it.
    ///
    /// A clone that is cut off answers only where what is missing could not change the answer.
    func mergeBase(of one: ObjectID, and other: ObjectID) throws(GitSourceError) -> MergeBase {
        if one == other { return .found(one) }
        var frontier = MergeFrontier()
        var commits: [ObjectID: Commit] = [:]
        var common: [(id: ObjectID, committedAt: Date)] = []
        var (isCutOff, count) = (false, 0)
        for (id, marks) in [(one, MergeMarks.one), (other, .other)] {
            let commit = try self.commit(id)
            commits[id] = commit
            frontier.mark(id, marks, committedAt: commit.summary.committedAt)
        }
        while let next = frontier.next() {
            count += 1
            guard count <= limit else { return .tooFar }
            var passed = next.marks
            if passed == .both {
                common.append((next.id, next.committedAt))
                passed.insert(.stale)
            }
            for parent in commits[next.id]?.parents ?? []
            where !frontier.marks[parent, default: []].isSuperset(of: passed) {
                guard !isShallow || objects.has(parent) else {
                    // What lies behind a common ancestor is one as well, and no better one.
                    if !passed.contains(.stale) { isCutOff = true }
                    continue
                }
                let commit = if let known = commits[parent] { known } else { try self.commit(parent) }
                commits[parent] = commit
                frontier.mark(parent, passed, committedAt: commit.summary.committedAt)
            }
        }
        // Nothing is better than one that is itself the other's ancestor.
        if let exact = common.first(where: { $0.id == one || $0.id == other }) { return .found(exact.id) }
        if isCutOff { return .cutOff }
        let best = common.filter { !frontier.marks[$0.id, default: []].contains(.stale) }
        return try newest(of: best.sorted { $0.committedAt > $1.committedAt }.map(\.id)).map { .found($0) }
            ?? .unrelated
    }

    /// The first that none of the others follows: where clocks were wrong, a search can end at one too many.
    private func newest(of ids: [ObjectID]) throws(GitSourceError) -> ObjectID? {
        guard ids.count > 1 else { return ids.first }
        for id in ids {
            var isFollowed = false
            for other in ids where other != id && !isFollowed {
                if case .found = try search(from: other, for: id) { isFollowed = true }
            }
            if !isFollowed { return id }
        }
        return ids.first
    }

    func commit(_ id: ObjectID) throws(GitSourceError) -> Commit {
        let bytes = try objects.read(id, as: .commit, limit: Commit.limit, "cannot read the commits before it")
        guard let commit = Commit(bytes, id: id) else {
            throw .damaged(objects.root, "the commit \(id.hexadecimal) is malformed")
        }
        return commit
    }
}

/// From which of two commits a third was reached.
private struct MergeMarks: OptionSet {
    let rawValue: UInt8
    static let one = MergeMarks(rawValue: 1)
    static let other = MergeMarks(rawValue: 2)
    static let both: MergeMarks = [.one, .other]
    /// Behind a common ancestor.
    static let stale = MergeMarks(rawValue: 4)
}

/// The commits that have been reached and not yet left, the newest first.
private struct MergeFrontier {
    private(set) var marks: [ObjectID: MergeMarks] = [:]
    private var heap: [(committedAt: Date, id: ObjectID)] = []
    private var waiting: Set<ObjectID> = []
    /// How many of those that wait are not stale.
    private var fresh = 0

    mutating func mark(_ id: ObjectID, _ new: MergeMarks, committedAt: Date) {
        let before = marks[id, default: []]
        let after = before.union(new)
        marks[id] = after
        if waiting.insert(id).inserted {
            push((committedAt, id))
            if !after.contains(.stale) { fresh += 1 }
        } else if after.contains(.stale), !before.contains(.stale) {
            fresh -= 1
        }
    }

    /// The newest; nil once all that wait are stale.
    mutating func next() -> (id: ObjectID, marks: MergeMarks, committedAt: Date)? {
        guard fresh > 0, let (committedAt, id) = pop() else { return nil }
        waiting.remove(id)
        let marks = marks[id, default: []]
        if !marks.contains(.stale) { fresh -= 1 }
        return (id, marks, committedAt)
    }

    private mutating func push(_ item: (committedAt: Date, id: ObjectID)) {
        heap.append(item)
        var child = heap.count - 1
        while child > 0, heap[(child - 1) / 2].committedAt < heap[child].committedAt {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() -> (committedAt: Date, id: ObjectID)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return first }
        heap[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let child = children.max(by: { heap[$0].committedAt < heap[$1].committedAt }),
                heap[child].committedAt > heap[parent].committedAt
            else { return first }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
