/// The instances of a location as the cloud listed them, each once, in the order of their ids.
///
/// They are looked up by halving, without an index beside them: what goes through a fleet in the order of its ids finds each
/// next to the one before, where an index of a hundred thousand is somewhere else in memory each time.
public struct ObservedInstances: Sendable {
    /// Every instance.
    public private(set) var values: [ObservedInstance]

    /// The instances of a list; of several with one id the last counts.
    public init(_ listed: [ObservedInstance] = []) {
        values = listed
        values.orderByID { $0.id }
    }

    /// How many there are.
    public var count: Int { values.count }

    /// The instance of an id; nil where the cloud lists none. To add or remove one takes time in proportion to all.
    public subscript(_ id: InstanceID) -> ObservedInstance? {
        get {
            let position = firstPosition(notBefore: id)
            return position < values.count && values[position].id == id ? values[position] : nil
        }
        set {
            let position = firstPosition(notBefore: id)
            let isThere = position < values.count && values[position].id == id
            switch (isThere, newValue) {
            case (true, let instance?): values[position] = instance
            case (true, nil): values.remove(at: position)
            case (false, let instance?): values.insert(instance, at: position)
            case (false, nil): break
            }
        }
    }

    private func firstPosition(notBefore id: InstanceID) -> Int {
        values.withUnsafeBufferPointer { values in
            var (start, count) = (0, values.count)
            while count > 0 {
                let half = count / 2
                if values[start + half].id < id {
                    start += half + 1
                    count -= half + 1
                } else {
                    count = half
                }
            }
            return start
        }
    }

    /// The same with those of `others` that are not among them.
    public func merging(_ others: [ObservedInstance]) -> ObservedInstances { ObservedInstances(others + values) }

    /// The ids of which two lists say something else, or of which one says nothing.
    public func changes(to later: ObservedInstances) -> [InstanceID] {
        var (changed, position, laterPosition) = ([InstanceID](), 0, 0)
        while position < count, laterPosition < later.count {
            let (old, new) = (values[position].id, later.values[laterPosition].id)
            if old == new, values[position] != later.values[laterPosition] { changed.append(old) }
            if old < new { changed.append(old) }
            if new < old { changed.append(new) }
            if old <= new { position += 1 }
            if new <= old { laterPosition += 1 }
        }
        return changed + values[position...].map(\.id) + later.values[laterPosition...].map(\.id)
    }
}

extension ObservedInstances: Hashable {
    /// Only the count: lists are compared, and no dictionary has one as its key.
    public func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
