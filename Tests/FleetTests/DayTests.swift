import Fleet
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        (1970, 1, 1, 0, RolloutPolicy.Weekday.thu), (1969, 12, 31, -1, .wed), (2000, 2, 29, 11_016, .tue),
        (2000, 3, 1, 11_017, .wed), (1900, 2, 28, -25_509, .wed), (1900, 3, 1, -25_508, .thu),
        (2024, 2, 29, 19_782, .thu), (2026, 12, 31, 20_818, .thu), (0, 1, 1, -719_528, .sat),
        (0, 2, 29, -719_469, .tue), (-1, 12, 31, -719_529, .fri), (9999, 12, 31, 2_932_896, .fri),
    ])
    func `days are counted from 1970`(year: Int, month: Int, day: Int, count: Int, weekday: RolloutPolicy.Weekday) {
        let date = RolloutPolicy.Day(year: year, month: month, day: day)
        #expect(date.daysSinceEpoch == count)
        #expect(RolloutPolicy.Day(daysSinceEpoch: count) == date)
        #expect(date.weekday == weekday)
    }

    @Test func `eight hundred years of days follow each other`() {
        var last = RolloutPolicy.Day(daysSinceEpoch: -146_098)
        for count in -146_097...146_097 {
            let day = RolloutPolicy.Day(daysSinceEpoch: count)
            guard last < day, day.daysSinceEpoch == count, last.adding(1) == day, (1...31).contains(day.day) else {
                Issue.record("\(last), then \(day)")
                return
            }
            last = day
        }
    }
}
