/// How an answer is laid out for people at a terminal.
public struct Layout: Sendable {
    /// Its colours.
    public var style: Style
    /// How many columns the terminal has.
    public var width: Int
    /// How times are spelled.
    public var times: TimeSpelling
    /// Whether every instance has a row of its own, with its id, however long.
    public var isWide: Bool

    /// A layout; too narrow ones are taken for 40 columns.
    public init(style: Style = Style(isColored: false), width: Int = 80, times: TimeSpelling, isWide: Bool = false) {
        (self.style, self.width, self.times, self.isWide) = (style, max(40, width), times, isWide)
    }
}
