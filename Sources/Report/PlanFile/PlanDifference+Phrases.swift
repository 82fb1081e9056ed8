public import Planning

extension [PlanDifference] {
    /// The most differences that are told one by one.
    private static var told: Int { 20 }

    /// `3 things have changed since it was made`.
    public var headline: String {
        count == 1 ? "1 thing has changed since it was made" : "\(count) things have changed since it was made"
    }

    /// A line for each difference, the rest counted.
    public var lines: String {
        let shown = prefix(Self.told).map { "  \($0.subject): \($0.words)" }
        let rest = count > Self.told ? ["  and \(count - Self.told) more"] : []
        return (shown + rest).joined(separator: "\n")
    }
}
