import Fleet
import Foundation
import Planning
import Testing

/// Words with times in them.
@Suite struct MessageTests {
    private static let date = Date(timeIntervalSince1970: 1_800_000_030)

    @Test func thePlainTextHasItsTimesInUTC() {
        let message: Message = "frozen until \(time: Self.date); since \(past: Self.date), \(3) times"
        #expect(message.text == "frozen until 2027-01-15 08:01 UTC; since 2027-01-15 08:00 UTC, 3 times")
        #expect("\(message)" == message.text)
    }

    @Test func aReaderSpellsEachTimeWithItsZone() {
        let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
        let message: Message = "opens \(time: Self.date, in: shanghai), ends \(past: Self.date)"
        let text = message.text { "<\($0.zone?.name ?? "-") \($0.isPast)>" }
        #expect(text == "opens <Asia/Shanghai false>, ends <- true>")
    }

    @Test func aMessageWithinAMessageKeepsItsTimes() {
        let inner: Message = "until \(time: Self.date)"
        let outer: Message = "soaks \(inner); more"
        #expect(outer.text { _ in "T" } == "soaks until T; more")
    }

    /// What comes back from a journal or from JSON is plain text.
    @Test func itEqualsItsPlainText() throws {
        let message: Message = "until \(time: Self.date)"
        let plain = try JSONDecoder().decode(Message.self, from: JSONEncoder().encode(message))
        #expect(plain == message && plain.hashValue == message.hashValue)
        #expect(plain.text { _ in "T" } == message.text, "its times are known no more")
        #expect(message != "until then")
    }
}
