internal import Fleet

extension Value {
    /// A duration such as `90s`, `15m`, `1h30m` or `2d`, at most ten years.
    func duration(atLeast least: Duration = .zero) -> Duration? {
        let what = "a duration such as \(WrittenDuration.examples)"
        guard isScalar, type != .null else {
            reportType(expected: what)
            return nil
        }
        guard isShort() else { return nil }
        do throws(WrittenDuration.Problem) {
            let duration = try WrittenDuration.parse(rawText)
            if duration >= least { return duration }
            report(
                .badDuration, "\(name) is too short: \(quoted(rawText))",
                hint: "it is at least \(least.components.seconds)s")
        } catch {
            report(.badDuration, "\(name) must be \(what), but is \(quoted(rawText))", hint: error.description)
        }
        return nil
    }

    /// A day such as `2026-12-24` that the Gregorian calendar has.
    func day() -> RolloutPolicy.Day? {
        let what = "a day such as 2026-12-24"
        guard let text = word(what) else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = decimal(parts[0]), let month = decimal(parts[1]),
            let day = decimal(parts[2])
        else {
            report(.badDate, "\(name) must be \(what), but is \(quoted(text))", hint: "write year-month-day")
            return nil
        }
        guard (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day) else {
            let fault =
                (1...12).contains(month)
                ? "that month has \(daysIn(month: month, of: year)) days" : "there is no month \(month)"
            report(.badDate, "the calendar has no day \(quoted(text))", hint: fault)
            return nil
        }
        return RolloutPolicy.Day(year: year, month: month, day: day)
    }

    private func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A time of day such as `02:00`, in minutes after midnight.
    func timeOfDay() -> Int? {
        let what = "a time of day such as \"02:00\""
        guard let text = word(what) else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2], let hour = decimal(parts[0]), let minute = decimal(parts[1]),
            hour < 24, minute < 60
        else {
            report(
                .badTime, "\(name) must be \(what), but is \(quoted(text))",
                hint: "two digits each, from 00:00 to 23:59")
            return nil
        }
        return hour * 60 + minute
    }
}
