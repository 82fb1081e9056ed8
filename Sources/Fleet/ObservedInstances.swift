/// The instances of a location as the cloud listed them, each once, in the order in which they came.
///
/// An array with an index of it: a dictionary of whole instances takes twice the memory, and two lists that come in the same
/// order are compared without looking anything up.
public struct ObservedInstances: Sendable {
    /// Every instance.
    public private(set) var values: [ObservedInstance]
    /// Where in `values` each lies.
    private var positions: [InstanceID: Int32]

    /// The instances of a list; of several with one id the first counts.
    public init(_ listed: [ObservedInstance] = []) {
        values = listed
        positions = Dictionary(minimumCapacity: listed.count)
        for (position, instance) in listed.enumerated() {
            guard positions.updateValue(Int32(position), forKey: instance.id) != nil else { continue }
            // It came twice, which is rare: a page had moved while the list was read.
            self = ObservedInstances(listed, firstOfEach: true)
            return
        }
    }

    private init(_ listed: [ObservedInstance], firstOfEach: Bool) {
        (values, positions) = ([], Dictionary(minimumCapacity: listed.count))
        for instance in listed where positions[instance.id] == nil { self[instance.id] = instance }
    }

    /// How many there are.
    public var count: Int { values.count }

    /// The instance of an id; nil where the cloud lists none.
    public subscript(_ id: InstanceID) -> ObservedInstance? {
        get { positions[id].map { values[Int($0)] } }
        set {
            switch (positions[id].map(Int.init), newValue) {
            case (let position?, let instance?): values[position] = instance
            case (let position?, nil):
                // The last one takes its place.
                values.swapAt(position, values.count - 1)
                values.removeLast()
                positions[id] = nil
                if position < values.count { positions[values[position].id] = Int32(position) }
            case (nil, let instance?):
                positions[id] = Int32(values.count)
                values.append(instance)
            case (nil, nil): break
            }
        }
    }

    /// The same with those of `others` that are not among them.
    public func merging(_ others: [ObservedInstance]) -> ObservedInstances {
        var merged = self
        for other in others where merged.positions[other.id] == nil { merged[other.id] = other }
        return merged
    }

    /// The ids of which two lists say something else, or of which one says nothing.
    public func changes(to later: ObservedInstances) -> [InstanceID] {
        var (changed, kept) = ([InstanceID](), 0)
        for (position, new) in later.values.enumerated() {
            let old = position < values.count && values[position].id == new.id ? values[position] : self[new.id]
            if old != nil { kept += 1 }
            if old != new { changed.append(new.id) }
        }
        // What is gone is looked for only where something is.
        return kept == count ? changed : changed + values.lazy.map(\.id).filter { later.positions[$0] == nil }
    }
}

extension ObservedInstances: Hashable {
    /// Whether two lists show the same, in whichever order.
    public static func == (left: ObservedInstances, right: ObservedInstances) -> Bool {
        left.count == right.count && left.changes(to: right).isEmpty
    }

    /// The order must not count.
    public func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
