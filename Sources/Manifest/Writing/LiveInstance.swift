public import Fleet

/// An instance as it is in the cloud, for a manifest that declares just that.
public struct LiveInstance: Hashable, Sendable {
    /// What the list says of it.
    public var observed: ObservedInstance
    /// Its tags (`API.md` §1, List).
    public var tags: [String: String]

    /// An instance.
    public init(_ observed: ObservedInstance, tags: [String: String] = [:]) {
        (self.observed, self.tags) = (observed, tags)
    }
}

/// What `import` makes of the instances of a project.
public struct ImportedFleet: Hashable, Sendable {
    /// The Fleet's name, and its file's without `.yaml`.
    public var name: String
    /// Where it lives.
    public var location: Location
    /// Its labels.
    public var labels: [String: String]
    /// The instances that can be declared, in the order of their names and then their ids.
    public var instances: [LiveInstance]
    /// Those that can't be, in the same order.
    public var leftOut: [LiveInstance]

    /// The version that most of its instances run, the higher one of several; nil where there are none.
    public var commonVersion: KernelVersion? {
        var counts: [KernelVersion: Int] = [:]
        for version in instances.lazy.compactMap(\.observed.current) { counts[version, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }
}

/// How instances are divided into Fleets.
public struct ImportPlan: Sendable {
    /// Where the instances live.
    public var location: Location
    /// The Fleet's name; with a tag, what the names begin with; nil: the region's name, or nothing.
    public var name: String?
    /// The tag whose values divide the instances; nil: all are one Fleet.
    public var splitTag: String?

    /// A plan.
    public init(location: Location, name: String? = nil, splitTag: String? = nil) {
        (self.location, self.name, self.splitTag) = (location, name, splitTag)
    }

    /// The Fleets in the order of their names; those that would have no instance are left out.
    public func fleets(of instances: [LiveInstance]) -> [ImportedFleet] {
        let sorted = instances.sorted {
            ($0.observed.name, $0.observed.id) < ($1.observed.name, $1.observed.id)
        }
        guard let splitTag else { return [fleet(name ?? location.region, [:], sorted)] }
        var taken: Set<String> = []
        return Dictionary(grouping: sorted) { $0.tags[splitTag] }
            // What has no value of its own comes last, and never takes the name of one that has.
            .sorted { ($0.key == nil ? 1 : 0, $0.key ?? "") < ($1.key == nil ? 1 : 0, $1.key ?? "") }
            .map { value, members in
                let words = value.map { $0.isEmpty ? "empty" : $0 } ?? "untagged"
                let prefix = name.map { $0 + "-" } ?? ""
                let own = unused(prefix + Self.label(words), &taken)
                let isLabel = value.map { $0.undeclarable(isEmptyAllowed: true) == nil } ?? false
                let label = isLabel && splitTag.undeclarable() == nil ? value.map { [splitTag: $0] } : nil
                return fleet(own, label ?? [:], members)
            }
            .sorted { $0.name < $1.name }
    }

    private func fleet(_ name: String, _ labels: [String: String], _ members: [LiveInstance]) -> ImportedFleet {
        ImportedFleet(
            name: name, location: location, labels: labels, instances: members.filter { $0.observed.current != nil },
            leftOut: members.filter { $0.observed.current == nil })
    }

    /// A name as Kubernetes wants it: lower case letters, digits and `-`.
    private static func label(_ text: String) -> String {
        var label = ""
        for byte in text.lowercased().utf8 {
            let isKept = isDigit(byte) || (0x61...0x7A).contains(byte)
            if isKept {
                label.unicodeScalars.append(Unicode.Scalar(byte))
            } else if label.last != "-", !label.isEmpty {
                label += "-"
            }
        }
        while label.last == "-" { label.removeLast() }
        return label.isEmpty ? "other" : label
    }

    /// At most 63 characters, and none that is taken.
    private func unused(_ name: String, _ taken: inout Set<String>) -> String {
        func clipped(_ suffix: String) -> String {
            var body = name.prefix(63 - suffix.count)
            while body.last == "-" { body.removeLast() }
            return body + suffix
        }
        var candidate = clipped("")
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = clipped("-\(number)")
            number += 1
        }
        return candidate
    }
}
