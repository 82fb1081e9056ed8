/// A number of instances, given as a count or as a percentage of some whole.
public enum Limit: Hashable, Sendable {
    /// So many instances.
    case count(Int)
    /// So many per cent, 0 to 100.
    case percent(Int)

    /// How many of `whole` instances this is: percentages are rounded down, to at least 1 unless they are zero.
    public func of(_ whole: Int) -> Int {
        switch self {
        case .count(let count): count
        case .percent(0): 0
        case .percent(let percent): max(1, whole * percent / 100)
        }
    }
}

extension Limit: CustomStringConvertible {
    /// As a manifest spells it: `3` or `10%`.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): "\(percent)%"
        }
    }
}
