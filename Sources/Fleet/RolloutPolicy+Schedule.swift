public import FoundationEssentials

extension RolloutPolicy {
    /// Whether windows and freezes allow a submission, and until when.
    public enum Permission: Hashable, Sendable {
        /// They do, at least until then; nil: no window ends it and no freeze is to come.
        case allowed(until: Date?)
        /// A freeze holds, alone or with others that follow, until then. `opens`: when a submission is next allowed; nil:
        /// not within five years.
        case frozen(Freeze, until: Date, opens: Date?)
        /// No window is open. `opens`: when one opens that no freeze covers; nil: not within five years.
        case closed(opens: Date?)
    }

    /// Whether a submission is allowed at an instant.
    ///
    /// A window is open from its start for `duration` of elapsed time, whatever the clocks do meanwhile, but for the last
    /// `closesBefore` of it; the instant at which it closes is outside. Without windows all times are open. Freezes win
    /// over windows; where several of either overlap, their union counts.
    ///
    /// The cost grows with the number of windows and of freezes (n log n), not with their length or distance:
    /// microseconds for a handful of each. The answer of a whole fleet at one instant is the same, so ask once.
    public func submission(at now: Date) -> Permission {
        let frozen = frozenSpans(endingAfter: now)
        if let span = frozen.first, span.contains(now) {
            let holding = freezes.lazy.map { ($0, $0.span) }.filter { $0.1.contains(now) }
            if let (freeze, _) = holding.max(by: { $0.1.upperBound < $1.1.upperBound }) {
                return .frozen(freeze, until: span.upperBound, opens: opening(after: now, around: frozen))
            }
        }
        let freezing = frozen.first?.lowerBound
        if windows.isEmpty { return .allowed(until: freezing) }
        guard let closing = closing(at: now) else { return .closed(opens: opening(after: now, around: frozen)) }
        return .allowed(until: freezing.map { min($0, closing) } ?? closing)
    }

    /// The first instant from one on at which a submission is allowed; nil: not within five years.
    public func opening(from date: Date) -> Date? {
        switch submission(at: date) {
        case .allowed: date
        case .frozen(_, _, let opens), .closed(let opens): opens
        }
    }

    /// The freeze that begins first of those that have an instant in common with a span of time; nil where none has.
    /// An empty span has none.
    public func freeze(overlapping span: Range<Date>) -> Freeze? {
        freezes.filter { $0.span.overlaps(span) }.min { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// How far ahead an opening is of interest: five years, in seconds.
    private static let horizon: TimeInterval = 5 * 365.25 * 86_400
    /// How many windows that follow each other without a gap are looked at to tell when they close.
    private static let joins = 32

    /// The freezes' spans that end after an instant, in their order; those that touch are one.
    private func frozenSpans(endingAfter date: Date) -> [Range<Date>] {
        let coming = freezes.map(\.span).filter { $0.upperBound > date && !$0.isEmpty }
        var spans: [Range<Date>] = []
        for span in coming.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = spans.last, span.lowerBound <= last.upperBound {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                spans.append(span)
            }
        }
        return spans
    }

    /// When the windows that are open at an instant close; nil where none is open.
    private func closing(at date: Date) -> Date? {
        var end = date
        for _ in 0..<RolloutPolicy.joins {
            guard let later = windows.lazy.compactMap({ $0.closing(at: end) }).max() else { break }
            end = later
        }
        return end > date ? end : nil
    }

    /// The first instant from one on that is in a window and in none of the frozen spans.
    private func opening(after date: Date, around frozen: [Range<Date>]) -> Date? {
        var opening = open(from: date)
        for span in frozen {
            guard let instant = opening, instant >= span.lowerBound else { break }
            if span.contains(instant) { opening = open(from: span.upperBound) }
        }
        return opening.flatMap { $0.timeIntervalSince(date) <= RolloutPolicy.horizon ? $0 : nil }
    }

    /// The first instant from one on that is in a window.
    private func open(from date: Date) -> Date? {
        if windows.isEmpty || windows.contains(where: { $0.closing(at: date) != nil }) { return date }
        return windows.lazy.compactMap { $0.start(after: date) }.min()
    }
}
