extension RolloutPolicy.Day {
    /// How many days lie between 1970-01-01 and it; negative before that. The Gregorian rules hold for all years.
    public var daysSinceEpoch: Int {
        // Counted in years that begin in March, so that the leap day is the last.
        let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = floored(years, by: 4) - floored(years, by: 100) + floored(years, by: 400)
        return 365 * years + leapDays + (153 * months + 2) / 5 + day - 1 - RolloutPolicy.Day.epoch
    }

    /// The day that is so many days after 1970-01-01, or before it where the number is negative.
    public init(daysSinceEpoch days: Int) {
        let count = days + RolloutPolicy.Day.epoch
        let cycle = floored(count, by: 146_097)
        let inCycle = count - cycle * 146_097
        let years = (inCycle - inCycle / 1_460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (365 * years + years / 4 - years / 100)
        let months = (5 * inYear + 2) / 153
        self.init(
            year: cycle * 400 + years + (months < 10 ? 0 : 1), month: months < 10 ? months + 3 : months - 9,
            day: inYear - (153 * months + 2) / 5 + 1)
    }

    /// The day so many days later.
    public func adding(_ days: Int) -> RolloutPolicy.Day { .init(daysSinceEpoch: daysSinceEpoch + days) }

    /// Its day of the week.
    public var weekday: RolloutPolicy.Weekday {
        let days = daysSinceEpoch + 3  // 1970-01-01 was a Thursday.
        return RolloutPolicy.Weekday.allCases[days - floored(days, by: 7) * 7]
    }

    /// Days from 0000-03-01 to 1970-01-01.
    private static let epoch = 719_468
}

private func floored(_ number: Int, by divisor: Int) -> Int {
    number >= 0 ? number / divisor : (number + 1) / divisor - 1
}
