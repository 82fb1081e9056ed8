extension Array {
    /// Puts elements in the order of their ids, each once: of several with one id, the last.
    ///
    /// In place, because a list of a hundred thousand takes much of the memory of a run.
    @inlinable
    package mutating func orderByID(_ id: (Element) -> InstanceID) {
        guard !zip(self, dropFirst()).allSatisfy({ id($0) < id($1) }) else { return }
        // It keeps the order of those with one id.
        sort { id($0) < id($1) }
        var kept = 0
        for position in indices {
            if kept > 0, id(self[kept - 1]) == id(self[position]) { kept -= 1 }
            if kept != position { self[kept] = self[position] }
            kept += 1
        }
        removeSubrange(kept...)
    }
}
