/// What a number is expected to be: `< 0.5`.
public struct Expectation: Hashable, Sendable, CustomStringConvertible {
    /// How the number is compared.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        /// The comparisons as they are written.
        case less = "<", atMost = "<=", greater = ">", atLeast = ">=", equal = "==", unequal = "!="
    }

    /// How it is compared.
    public var comparison: Comparison
    /// With what; a finite number.
    public var bound: Double

    /// An expectation.
    public init(_ comparison: Comparison, _ bound: Double) { (self.comparison, self.bound) = (comparison, bound) }

    /// Reads a comparison and a finite number; nil for what is none.
    public init?(parsing text: String) {
        // The longer one first, so that `<=` is not read as `<`.
        let all = Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let comparison = all.first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
        let rest = text.dropFirst(comparison.rawValue.count).drop { $0 == " " }
        // Hexadecimal, `inf` and `nan`, which Double reads too, are no numbers that a person expects.
        guard !rest.isEmpty, rest.utf8.allSatisfy({ Self.digits.contains($0) }), let bound = Double(rest),
            bound.isFinite
        else { return nil }
        self.init(comparison, bound)
    }

    private static let digits = Set("0123456789.+-eE".utf8)

    /// Whether a finite number is what is expected.
    public func isSatisfied(by number: Double) -> Bool {
        switch comparison {
        case .less: number < bound
        case .atMost: number <= bound
        case .greater: number > bound
        case .atLeast: number >= bound
        case .equal: number == bound
        case .unequal: number != bound
        }
    }

    /// `< 0.5`.
    public var description: String {
        let number = "\(bound)"
        return "\(comparison.rawValue) \(number.hasSuffix(".0") ? String(number.dropLast(2)) : number)"
    }
}
