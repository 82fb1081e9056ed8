import Forecast
import Testing

@Suite struct TypicalDurationTests {
    @Test(
        arguments: [
            ([], 900, 0), ([600], 600, 1), ([900, 300, 600], 600, 3), ([100, 200, 300, 90_000], 250, 4),
            ([0, -5], 900, 0),
        ] as [([Int], Int, Int)])
    func itIsTheMedianOfWhatIsKnownElseAQuarterOfAnHour(_ known: [Int], _ expected: Int, _ count: Int) {
        let typical = TypicalDuration(ofCompleted: known.map { .seconds($0) })
        #expect((typical.duration, typical.upgrades) == (.seconds(expected), count))
    }
}
