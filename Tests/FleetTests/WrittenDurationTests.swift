import Fleet
import Testing

@Suite struct WrittenDurationTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("90s", .seconds(90)), ("15m", .seconds(900)), ("24h", .seconds(86_400)),
        ("2d", .seconds(172_800)), ("0s", .zero), ("1h30m", .seconds(5400)), ("1d12h", .seconds(129_600)),
        ("1h30m0s", .seconds(5400)), ("1d2h3m4s5ms", .milliseconds(93_784_005)), ("1h90m", .seconds(9000)),
        ("1m500ms", .milliseconds(60_500)), ("3650d", .seconds(315_360_000)), ("007s", .seconds(7)),
    ])
    func `numbers with their units add up`(text: String, duration: Duration) throws {
        #expect(try WrittenDuration.parse(text) == duration)
    }

    @Test(arguments: [
        ("", "it is empty"), ("90", "90s, 90m or 90h"), ("1h30", "30s, 30m or 30h"), ("s", "whole numbers, each"),
        ("1.5h", "1h30m, not 1.5h"), ("1,5h", "1h30m, not 1.5h"), ("-1s", "without a sign"), ("90 s", "without spaces"),
        ("1h 30m", "without spaces"), ("30m1h", "largest first"), ("1h1h", "each unit once"), ("1H", "lower case"),
        ("30min", "d, h, m, s or ms"), ("1w", "d, h, m, s or ms"), ("1hour", "d, h, m, s or ms"),
        ("PT1H30M", "not PT1H30M"), ("1:30", "not 1:30"), ("3651d", "ten years"), ("3650d1ms", "ten years"),
        ("99999999999s", "ten years"), ("99999999999999999999d", "ten years"), ("٣s", "d, h, m, s or ms"),
        ("ever", "d, h, m, s or ms"), (String(repeating: "1", count: 100_000), "1s, "),
    ])
    func `anything else is refused with what to write`(text: String, says: String) {
        let problem = #expect(throws: WrittenDuration.Problem.self) { try WrittenDuration.parse(text) }
        #expect(problem?.description.contains(says) == true, "\(problem?.description ?? "")")
        #expect((problem?.description.utf8.count ?? 0) < 120)
    }
}
