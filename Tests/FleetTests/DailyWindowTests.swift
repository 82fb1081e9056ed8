import Fleet
import Foundation
import Testing

@Suite struct DailyWindowTests {
    /// Midnight, UTC.
    static let midnight = Date(timeIntervalSince1970: 1_795_478_400)

    /// Hours after midnight: now, and the beginning and the end of the window that is open or opens next.
    @Test(
        arguments: [
            ("18:00-22:00", 0, 18.0, 22.0), ("18:00-22:00", 18, 18, 22), ("18:00-22:00", 20.5, 18, 22),
            ("18:00-22:00", 21.9997, 18, 22), ("18:00-22:00", 22, 42, 46), ("18:00-22:00", 23.5, 42, 46),
            ("18:00-22:00", -1, 18, 22), ("18:00-22:00", -2.5, -6, -2),
            ("22:00-02:00", 0, -2, 2), ("22:00-02:00", 1.9997, -2, 2), ("22:00-02:00", 2, 22, 26),
            ("22:00-02:00", 12, 22, 26), ("22:00-02:00", 22, 22, 26), ("22:00-02:00", 23, 22, 26),
            ("20:00-00:00", 23, 20, 24), ("20:00-00:00", 24, 44, 48), ("00:00-04:00", 0, 0, 4),
            ("00:00-04:00", 4, 24, 28), ("02:30-03:15", 0, 2.5, 3.25), ("23:00-22:00", 22, 23, 46),
        ] as [(String, Double, Double, Double)])
    func theNextIsTheOneThatIsOpenOrElseTheNextToOpen(
        _ text: String, _ now: Double, _ begin: Double, _ end: Double
    ) throws {
        let window = try #require(DailyWindow(text))
        let next = window.next(after: Self.midnight + now * 3600)
        #expect(next == Self.midnight + begin * 3600..<Self.midnight + end * 3600)
        let day = 24.0 * 3600
        #expect(window.next(after: next.upperBound) == next.lowerBound + day..<next.upperBound + day)
        #expect(window.description == text)
    }

    @Test func timesBefore1970AreNoSpecialCase() throws {
        let next = try #require(DailyWindow("18:00-22:00")).next(after: Date(timeIntervalSince1970: -3600))
        #expect(next.lowerBound == Date(timeIntervalSince1970: 18 * 3600))
    }

    @Test(arguments: [
        "", "-", "18:00", "18:00-", "-22:00", "18:00-18:00", "24:00-02:00", "20:00-24:00", "18:60-22:00", "8:00-22:00",
        "18:00-22:00-23:00", "18:00 - 22:00", "+8:00-22:00", "18:00:00-22:00:00", "１８:00-22:00", "night-day",
    ])
    func whatIsNoWindowIsNil(_ text: String) { #expect(DailyWindow(text) == nil) }
}
