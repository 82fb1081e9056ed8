import Text

extension Selection {
    /// What was left out, on lines of a layout; none where nothing was.
    func lines(_ layout: Layout) -> [String] {
        (sentence ?? "").printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
            .map { layout.style.paint($0, .faint) }
    }
}
