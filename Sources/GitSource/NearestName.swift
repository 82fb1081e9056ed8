import Text

/// Finds the names that were probably meant.
enum NearestName {
    /// At most three of the names that are within a third of the wanted one's letters, or that share its last
    /// component; nearest first.
    static func suggestions(for wanted: String, among names: some Sequence<String>) -> [String] {
        let letters = Array(wanted.lowercased().utf8)
        let limit = max(1, letters.count / 3)
        let lastComponent = wanted.split(separator: "/").last
        let scored = Set(names).compactMap { name -> (distance: Int, name: String)? in
            let candidate = Array(name.lowercased().utf8)
            if abs(candidate.count - letters.count) <= limit {
                let distance = EditDistance.between(letters, candidate)
                if distance <= limit { return (distance, name) }
            }
            return name.split(separator: "/").last == lastComponent ? (limit + 1, name) : nil
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }
}

extension [String] {
    /// The names quoted, as "`a`, `b` or `c`".
    func quotedChoice(_ conjunction: String = "or") -> String {
        let quoted = map { "`\($0)`" }
        guard let last = quoted.last, count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    /// The first three names quoted, and how many more there are.
    var firstFewQuoted: String {
        let shown = prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        return count > 3 ? "\(shown) and \(count - 3) more" : shown
    }
}
