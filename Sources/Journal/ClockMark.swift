/// How a machine's clock stands against its uptime. It stays the same until the clock is set or the machine starts
/// anew.
public struct ClockMark: Hashable, Sendable {
    /// Which start of the machine it is about.
    public var boot: String
    /// The clock's milliseconds since 1970, less those of the uptime.
    public var offset: Int64

    /// A mark.
    public init(boot: String, offset: Int64) { (self.boot, self.offset) = (boot, offset) }

    /// By how much the clock was set since an earlier mark; nil where it was not, or where nothing can be said.
    public func setting(since earlier: ClockMark) -> Duration? {
        guard boot == earlier.boot else { return nil }
        let difference = Duration.milliseconds(offset.subtractingReportingOverflow(earlier.offset).partialValue)
        return difference > Self.slack || difference < .zero - Self.slack ? difference : nil
    }

    /// A clock that is kept right by small steps differs by less between two readings of it.
    public static let slack = Duration.seconds(2)
}
