public import FoundationEssentials

extension RolloutPolicy.Freeze {
    /// From its first instant to the one after its last: the days of its zone's calendar; without a zone from when the
    /// first day begins anywhere on Earth (UTC+14) until the last has ended everywhere (UTC-12). Empty where `to` lies
    /// before `from`.
    public var span: Range<Date> {
        let begin = timeZone?.start(of: from) ?? ZoneRules.utc.start(of: from).addingTimeInterval(-14 * 3_600)
        let end = timeZone?.end(of: to) ?? ZoneRules.utc.end(of: to).addingTimeInterval(12 * 3_600)
        return begin..<(from <= to ? max(begin, end) : begin)
    }
}

extension RolloutPolicy.Window {
    /// Until when a submission is allowed at an instant: `closesBefore` before the end of the time it is open; nil where
    /// it is not open then.
    func closing(at date: Date) -> Date? {
        guard let start = start(atOrBefore: date) else { return nil }
        let end = start.addingTimeInterval(usable)
        return date < end ? end : nil
    }

    /// When it opens next; nil where it closes before it opens.
    func start(after date: Date) -> Date? {
        guard usable > 0 else { return nil }
        let today = timeZone.day(at: date)
        // Up to the same weekday of the next week, and one for clocks that went back since it opened.
        return (0...8).lazy.compactMap { start(on: today.adding($0)) }.first { $0 > date }
    }

    /// When it opened last. All openings are equally long, so the last is the one that closes last.
    private func start(atOrBefore date: Date) -> Date? {
        let today = timeZone.day(at: date)
        // From tomorrow, which clocks that went back across midnight have seen already.
        return (-1...7).lazy.compactMap { start(on: today.adding(-$0)) }.first { $0 <= date }
    }

    private func start(on day: RolloutPolicy.Day) -> Date? {
        days.isEmpty || days.contains(day.weekday) ? timeZone.start(of: day, minute: start) : nil
    }

    /// Seconds after its start in which a submission is allowed; not above 0 where there are none.
    private var usable: TimeInterval { (duration - closesBefore) / .seconds(1) }
}
