/// A label selector with the meaning that Kubernetes gives it: every requirement must hold.
public struct Selector: Hashable, Sendable {
    /// The requirements; none at all selects everything.
    public var requirements: [Requirement]

    /// A selector of the given requirements.
    public init(_ requirements: [Requirement] = []) { self.requirements = requirements }

    /// Whether an instance with these labels is selected.
    public func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.holds(for: labels) }
    }

    /// One line of `matchLabels` or `matchExpressions`.
    public struct Requirement: Hashable, Sendable {
        /// The label's key.
        public var key: String
        /// What is asked of it.
        public var comparison: Comparison

        /// A requirement.
        public init(key: String, _ comparison: Comparison) { (self.key, self.comparison) = (key, comparison) }

        func holds(for labels: [String: String]) -> Bool {
            switch comparison {
            case .in(let values): labels[key].map(values.contains) ?? false
            case .notIn(let values): labels[key].map { !values.contains($0) } ?? true
            case .exists: labels[key] != nil
            case .doesNotExist: labels[key] == nil
            }
        }
    }

    /// Kubernetes' four operators. As there, `notIn` also selects what lacks the label.
    public enum Comparison: Hashable, Sendable {
        /// The label is there and has one of these values.
        case `in`(Set<String>)
        /// The label is absent or has none of these values.
        case notIn(Set<String>)
        /// The label is there.
        case exists
        /// The label is absent.
        case doesNotExist
    }
}
